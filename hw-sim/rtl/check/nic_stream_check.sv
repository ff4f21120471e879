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
  // The comparison is a clock ahead of the assertion, which would sample all bits at every clock.
  logic             held;
  logic             changed;
  logic [WIDTH-1:0] offered;
  always_ff @(posedge clk) begin
    held <= valid && !ready && !rst;
    changed <= held && (data != offered) && !rst;
    if (valid && !ready) offered <= data;
  end

  `NIC_ALWAYS(stream_stays_valid, !held || valid)
  `NIC_ALWAYS(stream_stays_stable, !changed)
endmodule
