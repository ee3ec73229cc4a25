-- Which entries may still be shown: what this node's workers know of the invalidation log, together (docs/decisions/
-- coherence.md; banyan.cache.Horizon is the same in Python). An entry has a number: what was applied when the request
-- began that fetched it. It is fresh while none of its tags was invalidated later than that.

local _M = {}

local dict = ngx.shared.banyan_positions
-- By each tag the position at which it was last invalidated.
local tag_positions = ngx.shared.banyan_tags

local APPLIED, NEWEST, FLOOR, VERSION, LOCK, CAUGHT_UP = "applied", "newest", "floor", "version", "lock", "caught up"
local EVERYTHING = "*"
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

-- Changes whenever an entry may be allowed no more.
function _M.version()
    return dict:get(VERSION)
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
    local tags = entry.tags
    for index = 1, tags and #tags or 0 do
        if (tag_positions:get(tags[index]) or 0) > entry.number then
            return false
        end
    end
    -- Last: it was raised before tags were forgotten.
    local floor = dict:get(FLOOR)
    if not floor or not version or entry.number < floor then
        return false
    end
    entry.allowed_at = version
    return true
end

-- Workers change the table one at a time; nobody yields meanwhile. One that dies holds the others up for 50 ms, by
-- its own clock, which must be right therefore.
local function alone(change, ...)
    repeat
        ngx.update_time()
    until dict:add(LOCK, true, 0.05)
    local ok, err = pcall(change, ...)
    dict:delete(LOCK)
    if not ok then
        error(err, 0)
    end
end

-- Never lower, also where a worker stood still for so long that another did not wait for it. False: there is no room.
local function raise(store, name, position)
    local before, err = store:get(name), nil
    if not before then
        before, err = position, select(2, store:safe_add(name, position))
        if err == "exists" then
            return raise(store, name, position)
        end
    end
    if before < position then
        store:incr(name, position - before)
    end
    return err == nil
end

-- What is forgotten is not taken for never written: nothing from before is fresh any more.
local function forget_tags()
    raise(dict, FLOOR, dict:get(NEWEST))
    tag_positions:flush_all()
    tag_positions:flush_expired()
end

-- After the tags and the floor, so that who sees the new version sees them. And last what is applied: a worker that is
-- killed before leaves all of it to the next one, which follows from there. Nor is that more than is known if it has
-- stood still in between.
local function conclude(applied)
    dict:incr(VERSION, 1)
    if applied and dict:get(APPLIED) < applied then
        dict:set(APPLIED, applied)
    end
end

local function note(tags, position)
    position = position or dict:get(NEWEST) + 1
    raise(dict, NEWEST, position)
    for _, tag in ipairs(tags) do
        if tag == EVERYTHING then
            raise(dict, FLOOR, position)
        elseif not raise(tag_positions, tag, position) then
            forget_tags()
        end
    end
    local applied = dict:get(APPLIED)
    local is_next = not follows or applied >= 0 and position == applied + 1
    conclude(is_next and position)
end

-- Knows nothing of what came before.
local function start(position)
    raise(dict, NEWEST, position)
    raise(dict, FLOOR, position)
    conclude(position)
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
