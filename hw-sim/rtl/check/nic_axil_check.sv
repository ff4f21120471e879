// The control bus: one answer for each request, none without one, and soon; an access of the registers is one that they have.
// What is offered stays as it is until it is taken is nic_stream_check's matter, of each channel.
`include "nic_check.svh"
module nic_axil_check #(
    parameter int SOON = 4  // clocks
) (
    input logic clk,
    input logic rst,
    input logic awvalid,
    input logic awready,
    input logic wvalid,
    input logic wready,
    input logic bvalid,
    input logic bready,
    input logic [1:0] bresp,
    input logic arvalid,
    input logic arready,
    input logic rvalid,
    input logic rready,
    input logic [1:0] rresp,
    input logic write_valid,
    input logic read_valid
);
  localparam logic [1:0] OKAY = 2'b00;

  // Requests that were taken and not answered, those of this clock not among them.
  logic [7:0] addresses;
  logic [7:0] data;
  logic [7:0] reads;
  logic [7:0] write_wait;  // clocks that a whole request has had no answer
  logic [7:0] read_wait;
  logic       wrote;
  logic       was_read;
  logic       was_bvalid;
  logic       was_rvalid;
  always_ff @(posedge clk) begin
    if (rst) begin
      addresses <= '0;
      data <= '0;
      reads <= '0;
      write_wait <= '0;
      read_wait <= '0;
    end else begin
      addresses <= addresses + 8'(awvalid && awready) - 8'(bvalid && bready);
      data <= data + 8'(wvalid && wready) - 8'(bvalid && bready);
      reads <= reads + 8'(arvalid && arready) - 8'(rvalid && rready);
      write_wait <= ((addresses != 0) && (data != 0) && !bvalid) ? write_wait + 8'd1 : '0;
      read_wait <= ((reads != 0) && !rvalid) ? read_wait + 8'd1 : '0;
    end
    wrote <= write_valid;
    was_read <= read_valid;
    was_bvalid <= bvalid;
    was_rvalid <= rvalid;
  end

  `NIC_ALWAYS(axil_answers_writes_that_came, !bvalid || ((addresses != 0) && (data != 0)))
  `NIC_ALWAYS(axil_answers_reads_that_came, !rvalid || (reads != 0))
  `NIC_ALWAYS(axil_answers_writes_soon, int'(write_wait) <= SOON)
  `NIC_ALWAYS(axil_answers_reads_soon, int'(read_wait) <= SOON)
  `NIC_ALWAYS(axil_writes_what_it_says, !(bvalid && !was_bvalid) || (wrote == (bresp == OKAY)))
  `NIC_ALWAYS(axil_reads_what_it_says, !(rvalid && !was_rvalid) || (was_read == (rresp == OKAY)))
endmodule
