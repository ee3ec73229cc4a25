-- A part of a page: what one request to a cached route gets, in whole and with nothing sent yet.

local answer = require("banyan.cache.answer")
local cache_status = require("banyan.cache.cache_status")
local counts = require("banyan.cache.counts")
local fetch = require("banyan.cache.fetch")
local lookup = require("banyan.cache.lookup")
local switches = require("banyan.switches")

local _M = {}

-- {status, fields {{name, value}, …}, body, told, age, entry}; `entry` is nil where it is of no store, `is_cut` where
-- it did not come whole.
local function of_entry(entry, body, told, now)
    local age = answer.age(entry, now)
    return {
        status = entry.status, fields = entry.fields, body = body, entry = entry, age = math.floor(age),
        told = told or cache_status.hit(entry, age, now),
    }
end

local function of_captured(captured)
    local fields = {}
    for name, value in pairs(captured.header) do
        fields[#fields + 1] = { name, value }
    end
    return {
        status = captured.status, fields = fields, body = captured.body, told = captured.header["Cache-Status"],
        is_cut = captured.truncated,
    }
end

local function refused(status)
    return { status = status, fields = {}, body = "", is_cut = true }
end

local function instead(state)
    local entry, body, told = lookup.instead(state)
    return body and of_entry(entry, body, told, ngx.now())
end

local function fetched(state)
    local captured = fetch.beside(state, true)
    local stand_in = captured.status >= 500 and not state.passes and instead(state)
    if stand_in then
        return stand_in, "stale"
    end
    return of_captured(captured), state.passes and "bypass" or "miss"
end

local function anew(state, began)
    if switches.origin_is_off(state.route.name) then
        local stand_in = instead(state)
        return stand_in or refused(ngx.HTTP_SERVICE_UNAVAILABLE), stand_in and "stale" or "miss"
    end
    if state.request.only_if_cached then
        return refused(ngx.HTTP_GATEWAY_TIMEOUT), "miss"
    end
    local entry, body, told, outcome = lookup.by_flight(state, began)
    if body then
        return of_entry(entry, body, told, ngx.now()), outcome
    end
    return fetched(state)
end

local function kept_or_anew(state, stale)
    local now = ngx.now()
    local entry, body, verdict = lookup.in_store(state, now)
    if not body then
        return anew(state, now)
    end
    if verdict == "fresh" then
        return of_entry(entry, body, nil, now), "hit"
    end
    stale[#stale + 1] = state
    return of_entry(entry, body, nil, now), "stale"
end

-- What the request gets that `state` tells of, past the cache if it is none of its business. `stale` gets the states
-- that are to be fetched anew when the client has been answered.
function _M.obtain(state, stale)
    local part, outcome
    if state.passes then
        state.why = "bypass"
        part, outcome = fetched(state)
    else
        part, outcome = kept_or_anew(state, stale)
    end
    counts.add(state.route.name, outcome)
    return part
end

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

-- Whether it is HTML as it was written.
function _M.is_page(part)
    local kind = (_M.value(part, "content-type") or ""):lower()
    return (kind:match("^%s*text/html%s*$") or kind:match("^%s*text/html%s*;")) ~= nil
        and not _M.value(part, "content-encoding")
end

-- Whether it can be put in.
function _M.is_there(part)
    return part.status == 200 and not part.is_cut and _M.is_page(part)
end

return _M
