-- Orders that come by the control socket.

local cjson = require("cjson.safe")
local certificate = require("banyan.certificate")

local _M = {}

local function refuse(why)
    ngx.status = 400
    ngx.say(why)
end

-- {"certificate": PEM, "key": PEM}
function _M.take_certificate()
    ngx.req.read_body()
    local order, err = cjson.decode(ngx.req.get_body_data() or "")
    if type(order) ~= "table" or type(order.certificate) ~= "string" or type(order.key) ~= "string" then
        return refuse(err or "certificate and key are needed")
    end
    local version
    version, err = certificate.replace(order.certificate, order.key)
    if not version then
        return refuse(err)
    end
    ngx.say(version)
end

return _M
