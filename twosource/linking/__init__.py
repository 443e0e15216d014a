"""From statements to claims: what is one claim, who disputes it, who could not verify it, how accounts differ."""

from twosource.linking.linker import link

__all__ = ["link"]
