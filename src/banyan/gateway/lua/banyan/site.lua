-- The way of a request to the site itself, before it goes to an app node.

local positions = require("banyan.cache.positions")
local routes = require("banyan.routes")
local serve = require("banyan.cache.serve")
local plain = require("banyan.core.plain")
local guarded = require("banyan.core.guarded")

local _M = {}

local var = ngx.var

-- In the rewrite phase. Most hits are answered here: going on to the location of cached routes is a third of what they
-- would cost. Nodes are told what is known here.
_M.enter = guarded(function()
    local method = ngx.req.get_method()
    local route = (method == "GET" or method == "HEAD") and routes.find(var.banyan_path)
    if route then
        serve.answer_hit(route)
        plain.go_on()
        return ngx.exec("/.banyan/cached", route.number)
    end
    var.banyan_position = positions.told()
end)

return _M
