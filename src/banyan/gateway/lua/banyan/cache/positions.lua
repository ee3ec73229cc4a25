-- Which entries may still be shown: what this node's workers know of the invalidation log, together (docs/decisions/
-- coherence.md; banyan.cache.Horizon is the same in Python). An entry has a number: what was applied when the request
-- began that fetched it. It is fresh while none of its tags was invalidated later than that.

local _M = {}

local dict = ngx.shared.banyan_positions

local APPLIED, NEWEST, FLOOR, VERSION, LOCK, CAUGHT_UP = "applied", "newest", "floor", "version", "lock", "caught up"
local EVERYTHING, TAG = "*", "t:"
local UNKNOWN = -1

-- With a log that is followed only that raises `applied`; without one an invalidation that is heard of is all there
-- is.
local follows = false

function _M.configure(follows_log)
    follows = follows_log
    dict:add(APPLIED, follows and UNKNOWN or 0)
    dict:add(NEWEST, follows and UNKNOWN or 0)
    dict:add(FLOOR, 0)
    dict:add(VERSION, 0)
end

-- The highest position up to which everything is known; -1: nothing is, and nothing may be kept.
function _M.applied()
    return dict:get(APPLIED) or UNKNOWN
end

-- The highest position that was heard of: what upstreams are told to have come past.
function _M.newest()
    return dict:get(NEWEST) or UNKNOWN
end

-- The same as an upstream is told it; nothing where no log is followed, or none has been heard of.
function _M.told()
    local newest = follows and _M.newest() or UNKNOWN
    return newest >= 0 and newest or ""
end

-- Whether entries of others may be judged by what is known here: the log has had nothing more to tell once, as told by
-- a node that was not behind.
function _M.may_share()
    return dict:get(CAUGHT_UP) == true
end

-- Whether an entry is as new as all that is known. It is remembered in the entry until something new is known.
function _M.allows(entry)
    local version = dict:get(VERSION)
    if version and entry.allowed_at == version then
        return true
    end
    local floor = dict:get(FLOOR)
    if not floor or not version or entry.number < floor then
        return false
    end
    local tags = entry.tags
    for index = 1, tags and #tags or 0 do
        if (dict:get(TAG .. tags[index]) or 0) > entry.number then
            return false
        end
    end
    entry.allowed_at = version
    return true
end

-- Workers change the table one at a time; nobody yields meanwhile. One that dies holds the others up for 50 ms.
local function alone(change, ...)
    while not dict:add(LOCK, true, 0.05) do
        ngx.update_time()
    end
    local ok, err = pcall(change, ...)
    -- Last: who sees the new version sees the rest.
    dict:incr(VERSION, 1, 0)
    dict:delete(LOCK)
    if not ok then
        error(err, 0)
    end
end

local function raise(name, position)
    if (dict:get(name) or UNKNOWN) < position then
        dict:set(name, position)
    end
end

-- What is forgotten is not taken for never written: nothing from before is fresh any more.
local function forget_tags(newest)
    local applied, version, caught_up = dict:get(APPLIED), dict:get(VERSION), dict:get(CAUGHT_UP)
    dict:flush_all()
    dict:flush_expired()
    dict:set(LOCK, true, 0.05)
    dict:set(APPLIED, applied)
    dict:set(NEWEST, newest)
    dict:set(FLOOR, newest)
    dict:set(VERSION, version)
    dict:set(CAUGHT_UP, caught_up)
end

local function note(tags, position)
    position = position or (dict:get(NEWEST) or 0) + 1
    raise(NEWEST, position)
    for _, tag in ipairs(tags) do
        if tag == EVERYTHING then
            raise(FLOOR, position)
        elseif (dict:get(TAG .. tag) or UNKNOWN) < position and not dict:safe_set(TAG .. tag, position) then
            forget_tags(dict:get(NEWEST))
        end
    end
    local applied = dict:get(APPLIED)
    if not follows or applied >= 0 and position == applied + 1 then
        raise(APPLIED, position)
    end
end

-- Knows nothing of what came before.
local function start(position)
    raise(APPLIED, position)
    raise(NEWEST, position)
    raise(FLOOR, position)
end

local function apply(position, gap, invalidations)
    local is_gap = gap
    for _, invalidation in ipairs(invalidations) do
        is_gap = is_gap or invalidation.position > dict:get(APPLIED) + 1
        note(invalidation.tags, invalidation.position)
    end
    local applied = dict:get(APPLIED)
    if is_gap then
        start(position)
    elseif #invalidations == 0 and applied >= 0 and applied <= position then
        dict:set(CAUGHT_UP, true)
    end
end

-- An invalidation happened; without a position it is the newest.
function _M.note(tags, position)
    alone(note, tags, position)
end

-- What the log has after `applied`: `invalidations` {{position, tags}, …} in order, up to `position`; `gap`: something
-- before is missing. For who follows the stream.
function _M.apply(position, gap, invalidations)
    alone(apply, position, gap, invalidations)
end

return _M
