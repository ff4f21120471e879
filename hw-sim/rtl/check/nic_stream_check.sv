// A valid/ready handshake: what is offered stays as it is until it is taken.
`include "nic_check.svh"
module nic_stream_check #(
    parameter int WIDTH = 8  // bits that go with valid
) (
    input logic             clk,
    input logic             rst,
    input logic             valid,
    input logic             ready,
    input logic [WIDTH-1:0] data
);
  `NIC_NEXT(stream_stays_valid, valid && !ready, valid)
  `NIC_NEXT(stream_stays_stable, valid && !ready, $stable(data))
endmodule
