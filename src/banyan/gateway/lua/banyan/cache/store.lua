-- The entries, in a dictionary that all workers share:
--   <key>      "#<id>": the answer's entry; or "V<generation>;<names>": there is one for each way that these request
--              fields can be, at <key> <generation> <what they say>
--   h<id>      all of the entry but its body, encoded
--   b<id>      the body, under the id that it was first stored by
-- An id is used once, so what a worker has decoded is right as long as the dictionary leads to it.

local cjson = require("cjson")
local lrucache = require("resty.lrucache")
local vary = require("banyan.cache.vary")
local remembering = require("banyan.core.remembering")

local _M = {}

local byte, match, sub = string.byte, string.match, string.sub
local dict = ngx.shared.banyan_cache
-- Where nothing is evicted.
local counters, CHANGES = ngx.shared.banyan, "cache changes"

local HASH = 35
-- A worker has so many entries decoded, and their bodies where they are small: 16 MB at most.
local DECODED, SMALL = 512, 32 * 1024
-- Of one key; the oldest makes room.
local MOST_VARIANTS = 64
-- Longer than a fetch takes, and than the second level keeps anything.
local FORGOTTEN_SECONDS = 3600

local decoded, serial = nil, 0

-- In each worker, at its first request.
local function decoded_entries()
    decoded = decoded or assert(lrucache.new(DECODED))
    return decoded
end

local function new_id()
    serial = serial + 1
    return ("%x.%x.%x"):format(ngx.worker.pid(), ngx.now() * 1000, serial)
end

-- {start of its variants' keys behind the key, names} of an index, which may be of a release that knew other names.
local parts_of = remembering(function(index)
    local generation, names = match(index, "^V([^;]*);(.*)$")
    return { " " .. generation .. " ", vary.names(names) or {} }
end)

local function variant_key(key, index, headers)
    local parts = parts_of(index)
    return key .. parts[1] .. vary.key(parts[2], headers)
end

-- nil if it has been evicted, or replaced.
function _M.read(id)
    local entries = decoded_entries()
    local entry = entries:get(id)
    if entry then
        return entry
    end
    local encoded = dict:get("h" .. id)
    if not encoded then
        return nil
    end
    entry = cjson.decode(encoded)
    entry.id = id
    if entry.size <= SMALL then
        entry.body = dict:get("b" .. entry.body_id)
        if not entry.body then
            return nil
        end
    end
    entries:set(id, entry)
    return entry
end

-- The entry for a request, fresh or not, or nil. `headers()` gives the request's, all of them.
function _M.find(key, headers)
    local leads = dict:get(key)
    if leads and byte(leads) ~= HASH then
        leads = dict:get(variant_key(key, leads, headers()))
    end
    return leads and _M.read(sub(leads, 2))
end

-- Where the entry for a request is, or would be: of one place there is one answer at a time.
function _M.place_of(key, headers)
    local leads = dict:get(key)
    return leads and byte(leads) ~= HASH and variant_key(key, leads, headers()) or key
end

-- The request's fields, in small letters, by which the key's entries are told apart.
function _M.names(key)
    local leads = dict:get(key)
    return leads and byte(leads) ~= HASH and parts_of(leads)[2] or {}
end

-- nil if it has been evicted meanwhile.
function _M.body(entry)
    return entry.body or dict:get("b" .. entry.body_id)
end

-- Changes whenever a key may lead elsewhere.
function _M.changes()
    return counters:get(CHANGES)
end

-- Where an answer goes that varies by `names`: its entry's key, the index being made as it is needed.
local function place(key, names, headers, seconds)
    local leads = dict:get(key)
    local index = leads and byte(leads) ~= HASH and leads
    if not index and #names == 0 then
        return key
    end
    local known = index and vary.names(match(index, ";(.*)$")) or {}
    local all = vary.names({ table.concat(known, ","), table.concat(names, ",") })
    if not all then
        return nil
    end
    -- As long as the longest of its variants. One that was forgotten meanwhile must not come back: its variants would.
    seconds = math.max(seconds, dict:ttl(key) or 0)
    local is_new = not index or #all > #known
    if is_new then
        index = "V" .. new_id() .. ";" .. table.concat(all, ",")
    end
    local set = is_new and dict.set or dict.replace
    return set(dict, key, index, seconds) and variant_key(key, index, headers())
end

local function remove(id)
    local encoded = dict:get("h" .. id)
    if encoded then
        dict:delete("h" .. id)
        dict:delete("b" .. cjson.decode(encoded).body_id)
    end
end

local function make_room(key, target, seconds)
    local count = dict:incr("n" .. key, 1, 0, seconds)
    if not count then
        return
    end
    local slot = "s" .. (count % MOST_VARIANTS) .. " " .. key
    local oldest = dict:get(slot)
    local leads = oldest and oldest ~= target and dict:get(oldest)
    if leads then
        dict:delete(oldest)
        remove(sub(leads, 2))
    end
    dict:set(slot, target, seconds)
end

local function was_forgotten(key, asked)
    return (dict:get("f" .. key) or 0) >= asked
end

-- Keeps an entry for `seconds`, in the place of the one that it is newer than. `body` nil: that of `entry.body_id`.
-- Where there is no room nothing is kept. `asked`: when it was asked for.
function _M.keep(key, names, headers, entry, body, seconds, asked)
    if was_forgotten(key, asked) then
        return
    end
    local target = place(key, names, headers, seconds)
    if not target then
        return
    end
    local id, before = new_id(), dict:get(target)
    if body then
        entry.body_id = id
        if not dict:set("b" .. id, body, seconds) then
            return
        end
    elseif not dict:expire("b" .. entry.body_id, seconds) then
        return
    end
    dict:set("h" .. id, cjson.encode(entry), seconds)
    dict:set(target, "#" .. id, seconds)
    local is_forgotten = was_forgotten(key, asked)
    if is_forgotten then
        dict:delete(target)
    end
    -- Last: whoever has seen any of it sees that it has changed since.
    counters:incr(CHANGES, 1, 0)
    if is_forgotten then
        return
    end
    if not before and target ~= key then
        make_room(key, target, seconds)
    elseif before and body then
        remove(sub(before, 2))
    elseif before then
        dict:delete("h" .. sub(before, 2))
    end
end

-- The key has no entry any more, in none of its variants, nor gets one from an answer that was asked for before.
function _M.forget(key)
    dict:set("f" .. key, ngx.now(), FORGOTTEN_SECONDS)
    dict:delete(key)
    counters:incr(CHANGES, 1, 0)
end

return _M
