-- Between this node's memory and the origin: a Redis that the site's gateways share. What comes from there is judged by
-- what this node knows (docs/decisions/cache.md, "A second level").
--   <prefix><digest of the key>    an entry, or the index of what it varies by; see shared_value.lua
--   <prefix><digest of the key, the index's generation and a slot>   the entry of a variant

local breaker = require("banyan.core.breaker")
local flight = require("banyan.cache.flight")
local positions = require("banyan.cache.positions")
local redis = require("banyan.core.redis")
local report = require("banyan.core.report")
local requests = require("banyan.cache.request")
local reuse = require("banyan.cache.reuse")
local shared_value = require("banyan.cache.shared_value")
local store = require("banyan.cache.store")
local vary = require("banyan.cache.vary")

local _M = {}

-- Seconds for a look-up, all in all; a write, for which nobody waits, may take longer.
local PATIENCE, WRITE_PATIENCE = 0.05, 0.5
-- Nothing is kept there for longer, in seconds: so far back a gateway that starts knows the log.
local LONGEST = 3600
-- Entries of one address, at most.
local SLOTS = 256
-- Of a record, beside the body.
local HEAD = 64 * 1024
local ASKING, ERRORS = "redis ", "redis errors"

local server, prefix, largest
local reading, writing = breaker.new(), breaker.new()

-- `settings`: what core/redis.lua wants to know, and `prefix`; null: there is no second level. `largest_object` in
-- bytes.
function _M.configure(settings, largest_object)
    server, largest = nil, largest_object + HEAD
    if type(settings) == "table" then
        server, prefix = settings, settings.prefix
        server.pool = "banyan.cache"
    end
end

function _M.is_on()
    return server ~= nil
end

-- Look-ups and writes of this node that failed since it started, but for those that the breakers spared it.
function _M.errors()
    return ngx.shared.banyan:get(ERRORS) or 0
end

local function call(guard, commands, deadline)
    if not guard:allows() then
        return nil
    end
    local replies = redis.call(server, commands, deadline, largest)
    if replies then
        guard:succeeded()
    else
        guard:failed()
        ngx.shared.banyan:incr(ERRORS, 1, 0)
    end
    return replies
end

local function name_of(words)
    return prefix .. ngx.encode_base64(ngx.sha1_bin(words), true)
end

local function name_of_variant(key, generation, says)
    return name_of(("%s %s %d"):format(key, generation, ngx.crc32_short(says) % SLOTS))
end

local function get(name, deadline)
    local replies = call(reading, { { "GET", name } }, deadline)
    return replies and replies[1]
end

-- The record for a request, and by what it varies; nil if there is none.
local function read(key, headers)
    local deadline = ngx.now() + PATIENCE
    local value = get(name_of(key), deadline)
    if not value then
        return nil
    end
    local generation, list = shared_value.decode_index(value)
    if not generation then
        return shared_value.decode(value, key), {}
    end
    local names = vary.names(list)
    if not names then
        return nil
    end
    local says = vary.key(names, headers())
    value = get(name_of_variant(key, generation, says), deadline)
    return value and shared_value.decode(value, key .. " " .. says), names
end

local function take(key, headers)
    local record, names = read(key, headers)
    local now = ngx.now()
    -- Of a clock that is ahead of ours it is not known how old it is.
    if not record or record.entry.stored > now or record.ends <= now then
        return false
    end
    local known, entry = store.find(key, headers), record.entry
    if known and not (entry.stored > known.stored and reuse.judge(entry, requests.PLAIN, now)) then
        return false
    end
    store.keep(key, names, headers, entry, record.body, math.min(record.ends - now, LONGEST), record.asked)
    return true
end

-- Whether memory may now have more of the key than it had. One request of a key asks, the others wait for what comes
-- of it. `headers()` gives the request's, all of them.
function _M.fetch(key, headers)
    if not server or not positions.may_share() then
        return false
    end
    local asking = ASKING .. key
    if not flight.start(asking) then
        flight.await(asking, ngx.now() + PATIENCE)
        return true
    end
    local ok, took = pcall(take, key, headers)
    flight.land(asking)
    if not ok then
        report.fault(took)
    end
    return ok and took
end

-- Where a variant goes: its name, its key in words, and the index that leads there; nil if Redis cannot be asked, or
-- the names are too many.
local function place(key, names, headers, deadline)
    local replies = call(writing, { { "GET", name_of(key) } }, deadline)
    if not replies then
        return nil
    end
    local generation, list = shared_value.decode_index(replies[1] or "")
    local known = generation and vary.names(list) or {}
    local all = vary.names({ table.concat(known, ","), table.concat(names, ",") })
    if not all then
        return nil
    end
    if #all > #known then
        generation = ("%x%x%x"):format(ngx.now() * 1000, ngx.worker.pid(), math.random(0, 0xffffff))
    end
    local says = vary.key(all, headers)
    return name_of_variant(key, generation, says), key .. " " .. says, shared_value.encode_index(generation, all)
end

local function expiring(name, value, seconds)
    return { "SET", name, value, "PX", ("%d"):format(math.max(1, seconds * 1000)) }
end

-- In a timer. `kept`: {key, names, headers (if there are names), entry, body, ends, asked}.
function _M.write(kept)
    local now = ngx.now()
    local seconds, deadline = math.min(kept.ends - now, LONGEST), now + WRITE_PATIENCE
    if seconds <= 0 then
        return
    end
    local commands, name, words = {}, name_of(kept.key), kept.key
    if #kept.names > 0 then
        local index
        name, words, index = place(kept.key, kept.names, kept.headers, deadline)
        if not name then
            return
        end
        commands[1] = expiring(name_of(kept.key), index, LONGEST)
    end
    local record = { key = words, entry = kept.entry, asked = kept.asked, ends = now + seconds }
    commands[#commands + 1] = expiring(name, shared_value.encode(record, kept.body), seconds)
    call(writing, commands, deadline)
end

-- In a timer: the key leads to nothing any more.
function _M.delete(key)
    call(writing, { { "DEL", name_of(key) } }, ngx.now() + WRITE_PATIENCE)
end

return _M
