"""What is turned at run time: one service with an audit trail, and the stream by which every process follows."""

from banyan.control.follower import Follower
from banyan.control.following import Following
from banyan.control.hints import RedisHints
from banyan.control.last_good import LastGood
from banyan.control.rows import Change, Switch
from banyan.control.service import Control
from banyan.control.stream import StreamController

__all__ = [
    "Change",
    "Control",
    "Follower",
    "Following",
    "LastGood",
    "RedisHints",
    "StreamController",
    "Switch",
]
