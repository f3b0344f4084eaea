"""People who have an account, their sign-in and their passwords; what they may do elsewhere is not known here."""
