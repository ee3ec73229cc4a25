-- A part of a page: what one request to a cached route gets, in whole and with nothing sent yet.

local answer = require("banyan.cache.answer")
local cache_status = require("banyan.cache.cache_status")
local counts = require("banyan.cache.counts")
local fetch = require("banyan.cache.fetch")
local lookup = require("banyan.cache.lookup")
local switches = require("banyan.switches")

local _M = {}

-- The field's value in one line; nil if it is not there.
function _M.value(part, name)
    local found
    for _, field in ipairs(part.fields) do
        if field[1]:lower() == name then
            local value = type(field[2]) == "table" and table.concat(field[2], ", ") or field[2]
            found = found and found .. ", " .. value or value
        end
    end
    return found
end

-- HTML as it was written.
local function is_page(part)
    local kind = (_M.value(part, "content-type") or ""):lower()
    return (kind:match("^%s*text/html%s*$") or kind:match("^%s*text/html%s*;")) ~= nil
        and not _M.value(part, "content-encoding")
end

-- {status, fields {{name, value}, …}, is_page, is_there (it can be put in), degraded (what is missing in it), entry};
-- `entry` is nil where it is of no store, `is_cut` where it did not come whole.
local function part_of(status, fields, is_cut)
    local part = { status = status, fields = fields, is_cut = is_cut }
    part.is_page = is_page(part)
    part.is_there = status == 200 and not is_cut and part.is_page
    part.degraded = _M.value(part, "banyan-degraded")
    return part
end

-- An entry never changes: its part is made once a worker.
local function of_entry(entry, body)
    local part = entry.part
    if not part then
        part = part_of(entry.status, entry.fields)
        part.entry = entry
        entry.part = part
    end
    part.body = body
    return part
end

local function of_captured(captured)
    local fields = {}
    for name, value in pairs(captured.header) do
        fields[#fields + 1] = { name, value }
    end
    local part = part_of(captured.status, fields, captured.truncated)
    part.body = captured.body
    return part, captured.header["Cache-Status"]
end

local function refused(status)
    return part_of(status, {}, true)
end

_M.MISSING = refused(404)

local function instead(state)
    local entry, body, told = lookup.instead(state)
    if body then
        return of_entry(entry, body), told
    end
end

local function fetched(state)
    local captured = fetch.beside(state, true)
    if captured.status >= 500 and not state.passes then
        local stand_in, said = instead(state)
        if stand_in then
            return stand_in, said, "stale"
        end
    end
    local part, told = of_captured(captured)
    return part, told, state.passes and "bypass" or "miss"
end

local function anew(state, began)
    if switches.origin_is_off(state.route.name) then
        local stand_in, told = instead(state)
        return stand_in or refused(ngx.HTTP_SERVICE_UNAVAILABLE), told, stand_in and "stale" or "miss"
    end
    if state.request.only_if_cached then
        return refused(ngx.HTTP_GATEWAY_TIMEOUT), nil, "miss"
    end
    local entry, body, told, outcome = lookup.by_flight(state, began)
    if body then
        return of_entry(entry, body), told, outcome
    end
    return fetched(state)
end

local function hit(entry, now)
    return cache_status.hit(entry, answer.age(entry, now), now)
end

local function kept_or_anew(state, stale)
    local now = ngx.now()
    local entry, body, verdict = lookup.in_store(state, now)
    if not body then
        return anew(state, now)
    end
    stale[#stale + 1] = verdict == "stale" and state or nil
    return of_entry(entry, body), hit(entry, now), verdict == "fresh" and "hit" or "stale"
end

-- What the request gets that `state` tells of, past the cache if it is none of its business, and Cache-Status. `stale`
-- gets the states that are to be fetched anew when the client has been answered.
function _M.obtain(state, stale)
    local part, told, outcome
    if state.passes then
        state.why = "bypass"
        part, told, outcome = fetched(state)
    else
        part, told, outcome = kept_or_anew(state, stale)
    end
    counts.add(state.route.name, outcome)
    return part, told
end

-- The same if it is in the store and fresh; nil otherwise, and nothing is counted.
function _M.kept(state, now)
    local entry, body, verdict = lookup.in_store(state, now)
    if verdict == "fresh" then
        return of_entry(entry, body), hit(entry, now)
    end
end

return _M
