-- Pages that a worker has put together of fresh entries, to be sent again until anything changes that they are made of.

local lrucache = require("resty.lrucache")
local positions = require("banyan.cache.positions")
local routes = require("banyan.routes")
local store = require("banyan.cache.store")
local vary = require("banyan.cache.vary")

local _M = {}

-- Pages, and by each frame what tells its pages apart: 16 MB at most.
local REMEMBERED, LARGEST = 256, 64 * 1024

local memory

local function remembered()
    memory = memory or assert(lrucache.new(REMEMBERED))
    return memory
end

local function key_of(key, distinction)
    local cookies = distinction.cookies and routes.said_by_cookies(distinction.cookies) or ""
    return key .. distinction.said .. cookies .. "\n" .. vary.key(distinction.names, ngx.req.get_headers(0))
end

-- To be asked before the entries are looked up: what is found later may be newer than this, never older.
function _M.moment()
    return { store = store.changes(), version = positions.version() }
end

local function holds(page, now)
    return now < page.ends and page.moment.store == store.changes() and page.moment.version == positions.version()
end

-- The page for a request without particulars to the frame of that key; nil if it has to be put together.
function _M.find(key, now)
    local distinction = remembered():get(key)
    local page = distinction and remembered():get(key_of(key, distinction))
    return page and holds(page, now) and page or nil
end

-- {names, cookies, said (both in a text)}: the request's fields and cookies that make a difference to what was found by
-- these. nil if they are too many.
local function distinction_of(states)
    local lines, cookies = {}, {}
    for index, state in ipairs(states) do
        lines[index] = table.concat(store.names(state.key), ",")
        for _, name in ipairs(state.route.cookies or {}) do
            cookies[#cookies + 1] = name
        end
    end
    local names = vary.names(lines)
    return names and {
        names = names,
        cookies = #cookies > 0 and cookies or nil,
        -- Another page of the frame may be told apart by others, which may say the same.
        said = "\n" .. table.concat(cookies, ",") .. "\n" .. table.concat(names, ",") .. "\n",
    }
end

-- `frame`, and the page's `states`: what its parts were found by. Its `ends`: when it is fresh no more; `moment`: from
-- before they were looked up.
function _M.keep(frame, page)
    local distinction = #page.body <= LARGEST and distinction_of({ frame, unpack(page.states) })
    if distinction then
        remembered():set(frame.key, distinction)
        remembered():set(key_of(frame.key, distinction), page)
    end
end

return _M
