-- Fetches anew what was shown though it is stale. The client has its answer: it is not kept waiting by this, only its
-- connection's next request is.

local fetch = require("banyan.cache.fetch")
local flight = require("banyan.cache.flight")
local second_level = require("banyan.cache.second_level")
local store = require("banyan.cache.store")
local switches = require("banyan.switches")

local _M = {}

local function request_headers()
    return ngx.req.get_headers(0)
end

local function is_off(route)
    return route and switches.origin_is_off(route.name)
end

-- Another gateway may have fetched it meanwhile.
local function fetch_anew(state)
    if second_level.fetch(state.key, request_headers) then
        flight.land(state.flight)
    else
        state.why = "stale"
        fetch.beside(state, false)
    end
end

-- Each of `states` in a flight of its own, if no other is under way.
function _M.after_answer(states)
    ngx.eof()
    for _, state in ipairs(states) do
        local place = not is_off(state.route) and store.place_of(state.key, request_headers)
        if place and flight.start(place) then
            state.flight = place
            fetch_anew(state)
        end
    end
end

return _M
