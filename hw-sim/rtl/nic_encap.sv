// Puts tunnel headers in front of copies: Ethernet, IPv4 without options or IPv6, UDP or none, and what follows them, with the
// lengths, IPv4's checksum and the UDP source port of each. The others pass. What does not depend on the copy's length is
// made ready while the copy is on its way (nic_template); then a copy takes two clocks.
module nic_encap
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int IN_BYTES = 320,  // of the window
    parameter int OUT_BYTES = 448  // likewise, with room for the header
) (
    input  logic                   clk,
    input  logic                   rst,
    input  logic                   in_valid,
    output logic                   in_ready,
    input  logic [IN_BYTES*8-1:0]  in_window,
    input  leaving_t               in_copy,
    // one for each copy that wants it
    input  logic                   header_valid,
    output logic                   header_ready,
    input  logic [HEADER_W-1:0]    header,
    input  logic                   hash_valid,
    output logic                   hash_ready,
    input  logic [31:0]            hash,
    output logic                   out_valid,
    input  logic                   out_ready,
    output logic [OUT_BYTES*8-1:0] out_window,
    output leaving_t               out_copy,
    output logic [2:0]             out_beats  // of 64 bytes, of the window, less one
);
  localparam int W = OUT_BYTES * 8;
  localparam int ETHERNET = 14;
  localparam int IPV4 = 20;
  localparam int IPV6 = 40;

  function automatic logic [15:0] wire16(input logic [15:0] number);
    return {number[7:0], number[15:8]};
  endfunction

  logic                     template_valid;
  logic                     template_ready;
  logic [HEADER_BYTES_W-1:0] size;
  logic                     ipv6;
  logic                     udp;
  logic [HEADER_DATA_W-1:0] data;
  logic [15:0]              sum;
  nic_template u_template (
      .clk,
      .rst,
      .header_valid,
      .header_ready,
      .header,
      .hash_valid,
      .hash_ready,
      .hash,
      .out_valid(template_valid),
      .out_ready(template_ready),
      .out_size(size),
      .out_ipv6(ipv6),
      .out_udp(udp),
      .out_data(data),
      .out_sum(sum)
  );

  // clock 1: the lengths, and the window on its way by as many times 16 bytes as the header has
  logic                     moved_valid;
  logic                     moved_ready;
  logic [W-1:0]             moved;
  leaving_t                 moved_copy;
  logic [3:0]               moved_rest;  // bytes that it is to go yet
  logic                     moved_ipv6;
  logic                     moved_udp;
  logic [HEADER_DATA_W-1:0] moved_data;
  logic [15:0]              moved_sum;
  logic [15:0]              ip_length;
  logic [15:0]              payload;  // bytes behind the IP header
  logic                     go;
  assign moved_ready = !out_valid || out_ready;
  assign go = in_valid && (!moved_valid || moved_ready) && (!in_copy.encapsulate || template_valid);
  assign in_ready = go;
  assign template_ready = go && in_copy.encapsulate;
  always_ff @(posedge clk) begin
    if (rst) moved_valid <= 1'b0;
    else if (go) moved_valid <= 1'b1;
    else if (moved_ready) moved_valid <= 1'b0;
    if (go) begin
      moved_copy <= in_copy;
      if (in_copy.encapsulate) moved <= W'(in_window) << {size[HEADER_BYTES_W-1:4], 7'd0};
      else moved <= W'(in_window);
      moved_rest <= size[3:0];
      moved_ipv6 <= ipv6;
      moved_udp <= udp;
      moved_data <= data;
      moved_sum <= sum;
      ip_length <= in_copy.length[15:0] + (16'(size) - 16'(ETHERNET));
      payload <= in_copy.length[15:0] + (16'(size) - (ipv6 ? 16'(ETHERNET + IPV6) : 16'(ETHERNET + IPV4)));
      if (in_copy.encapsulate) moved_copy.bytes <= in_copy.bytes + 9'(size);
    end
  end

  // clock 2: the header in front. IPv4's checksum is one's complement of the sum of all its words: where adding two of them
  // carries, one more is added.
  logic [16:0] added;
  logic [15:0] added_more;
  logic [HEADER_DATA_W-1:0] front;
  always_comb begin
    added = {1'b0, moved_sum} + {1'b0, wire16(ip_length)};
    added_more = moved_sum + wire16(ip_length) + 16'd1;
    front = moved_data;
    if (moved_ipv6) begin
      front[8*(ETHERNET+4)+:16] = wire16(payload);
      if (moved_udp) front[8*(ETHERNET+IPV6+4)+:16] = wire16(payload);
    end else begin
      front[8*(ETHERNET+2)+:16] = wire16(ip_length);
      front[8*(ETHERNET+10)+:16] = added[16] ? ~added_more : ~added[15:0];
      if (moved_udp) front[8*(ETHERNET+IPV4+4)+:16] = wire16(payload);
    end
  end
  always_ff @(posedge clk) begin
    if (rst) out_valid <= 1'b0;
    else if (moved_ready) out_valid <= moved_valid;
    if (moved_valid && moved_ready) begin
      out_copy <= moved_copy;
      out_beats <= moved_copy.bytes[8:6] - {2'd0, moved_copy.bytes[5:0] == 0};
      if (moved_copy.encapsulate) out_window <= (moved << {moved_rest, 3'b000}) | W'(front);
      else out_window <= moved;
    end
  end
endmodule
