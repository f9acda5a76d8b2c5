"""A month's budget: whoever watches is told when it is spent, or will be."""

from __future__ import annotations

from aws_cdk import aws_budgets as budgets
from constructs import Construct

from pelicart_infra.stage import Stage

SPENT, FORESEEN = 80, 100
"""Percent of the budget, at which somebody is told."""


def budget(scope: Construct, stage: Stage) -> budgets.CfnBudget | None:
    """Of the whole account: parts of it can only be told apart by tags switched on by hand."""
    if not stage.budget:
        return None
    return budgets.CfnBudget(
        scope,
        "Budget",
        budget=budgets.CfnBudget.BudgetDataProperty(
            budget_name=stage.stack,
            budget_type="COST",
            time_unit="MONTHLY",
            budget_limit=budgets.CfnBudget.SpendProperty(amount=stage.budget, unit="USD"),
        ),
        notifications_with_subscribers=[
            budgets.CfnBudget.NotificationWithSubscribersProperty(
                notification=budgets.CfnBudget.NotificationProperty(
                    comparison_operator="GREATER_THAN",
                    notification_type=kind,
                    threshold=percent,
                    threshold_type="PERCENTAGE",
                ),
                subscribers=[
                    budgets.CfnBudget.SubscriberProperty(address=one, subscription_type="EMAIL")
                    for one in stage.watchers
                ],
            )
            for kind, percent in (("ACTUAL", SPENT), ("FORECASTED", FORESEEN))
        ],
    )
