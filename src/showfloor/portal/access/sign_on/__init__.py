"""Single sign-on by OpenID Connect: asking an issuer, checking what it says, and whom that lets in.

fetching  one request to an issuer: no redirect, small answers, five seconds
claims    what an issuer's token must say, and its signature
issuer    the three steps with an issuer: where to go, the code, the claims
matching  from claims to a person who may sign in
entering  the middleware that does all of that before a request's transaction begins
views     the last step, which signs in
"""
