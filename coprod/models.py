"""The one table of the site itself."""

from django.db import models


class ThrottleCount(models.Model):
    """Hold one row of the table in which tries are counted (coprod/hosting/counts.py), with the columns of
    Django's database cache. It need not outlive a power cut, so PostgreSQL keeps it out of its journal."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "throttle_counts"

    def __str__(self) -> str:
        return self.cache_key
