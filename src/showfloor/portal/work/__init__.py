"""Long work in the background: kinds of work, jobs with progress, the worker that carries them out.

A room of pages says in its `apps.py` which kinds of work it has (`kinds.offer`), and asks for one
with `asking.ask`, in the request's own transaction. The worker, `python -m showfloor.portal
worker`, takes jobs one at a time, each in a process of its own. A job's page shows its progress
without JavaScript, and leads on to the result.

What a kind does must bear being begun again: a job whose worker was killed is taken once more.
"""
