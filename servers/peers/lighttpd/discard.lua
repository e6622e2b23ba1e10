-- Called again once the whole body is there.
if not lighty.r.req_body.collect then return 0 end
return 200
