"""The review book (评查册): one offline page in which an inspector opens the evidence and gives
verified scores.
"""

from scoring.documents.review_book.making import CannotMake, UnsuitableRound, Where, make, select

__all__ = ["CannotMake", "UnsuitableRound", "Where", "make", "select"]
