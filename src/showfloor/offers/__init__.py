"""Offers: exclusive offers, the price history behind them, and what the law asks of both."""
