// The hash of a flow from which the UDP source port of a tunnel comes: MurmurHash3 over addresses, protocol and ports, as
// software computes it. One clock for each word that IPv6 has; a flow a clock.
module nic_flow_hash
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
(
    input  logic                       clk,
    input  logic                       rst,
    input  logic                       in_valid,
    input  copy_t                      in_copy,
    input  logic [EDIT_NET_MASK_W-1:0] in_net,  // the network header's start, the first byte lowest
    input  logic [EDIT_TP_MASK_W-1:0]  in_tp,   // the transport header's
    output logic                       out_valid,
    output logic [31:0]                out_hash
);
  localparam int WORDS = 10;
  localparam logic [31:0] LAST = 32'd42;

  function automatic logic [31:0] add(input logic [31:0] hash, input logic [31:0] word);
    logic [31:0] mixed;
    logic [31:0] turned;
    mixed = word * 32'hcc9e2d51;
    mixed = {mixed[16:0], mixed[31:17]} * 32'h1b873593;
    turned = hash ^ mixed;
    return {turned[18:0], turned[31:19]} * 32'd5 + 32'he6546b64;
  endfunction

  function automatic logic [31:0] finish(input logic [31:0] hash);
    logic [31:0] mixed;
    mixed = hash ^ LAST;
    mixed = (mixed ^ (mixed >> 16)) * 32'h85ebca6b;
    mixed = (mixed ^ (mixed >> 13)) * 32'hc2b2ae35;
    return mixed ^ (mixed >> 16);
  endfunction

  // The words in the order in which they are added; those of addresses are taken as they lie in the window.
  layers_t                 layers;
  logic [WORDS-1:0][31:0]  words;
  logic [3:0]              count;
  logic [31:0]             ports;
  logic [31:0]             operation;
  logic                    with_ports;  // of IP: what comes behind the protocol
  logic                    unused_layers;
  assign layers = in_copy.layers;
  assign unused_layers = &{1'b0, layers, in_copy};
  always_comb begin
    ports = in_tp;
    if (layers.is_icmp || layers.is_icmpv6) ports = {in_tp[15:8], 8'd0, in_tp[7:0], 8'd0};
    with_ports = layers.is_tcp || layers.is_udp || layers.is_sctp || layers.is_icmp || layers.is_icmpv6;
    operation = (in_net[8*6+:8] == 0) ? {24'd0, in_net[8*7+:8]} : 32'd0;
    words = '0;
    count = 4'd0;
    if (layers.mpls_labels != 0) begin
      count = 4'd0;
    end else if (layers.is_ipv4) begin
      words[0] = in_net[8*12+:32];
      words[1] = in_net[8*16+:32];
      words[2] = {24'd0, in_copy.protocol};
      words[3] = ports;
      count = with_ports ? 4'd4 : 4'd3;
    end else if (layers.is_ipv6) begin
      for (int i = 0; i < 8; i++) words[i] = in_net[8*8+32*i+:32];
      words[8] = {24'd0, in_copy.protocol};
      words[9] = ports;
      count = with_ports ? 4'd10 : 4'd9;
    end else if (layers.is_arp) begin
      words[0] = in_net[8*14+:32];
      words[1] = in_net[8*24+:32];
      words[2] = operation;
      // an operation with the number of a protocol that has ports is taken for one without
      count = ((operation == 1) || (operation == 6) || (operation == 17) || (operation == 58) || (operation == 132))
          ? 4'd4 : 4'd3;
    end
  end

  logic                   valid[WORDS+1];
  logic [31:0]            hash[WORDS+1];
  logic [WORDS-1:0][31:0] rest[WORDS+1];
  logic [3:0]             left[WORDS+1];
  always_ff @(posedge clk) begin
    valid[0] <= in_valid && !rst;
    if (in_valid) begin
      hash[0] <= '0;
      rest[0] <= words;
      left[0] <= count;
    end
    for (int i = 0; i < WORDS; i++) begin
      valid[i+1] <= valid[i] && !rst;
      if (valid[i]) begin
        hash[i+1] <= (left[i] != 0) ? add(hash[i], rest[i][0]) : hash[i];
        rest[i+1] <= rest[i] >> 32;
        left[i+1] <= (left[i] != 0) ? left[i] - 4'd1 : 4'd0;
      end
    end
    out_valid <= valid[WORDS] && !rst;
    if (valid[WORDS]) out_hash <= finish(hash[WORDS]);
  end
endmodule
