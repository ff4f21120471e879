// Takes the headers of VXLAN and Geneve off: of a packet whose rule says so it finds the frame inside, and what the headers
// said, for the parser, which reads that frame as if it came in by the tunnel's port. Every frame's first bytes are kept
// here from when the parser gets them. Only what `closed` does not rule out comes here.
module nic_pop
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
(
    input  logic                clk,
    input  logic                rst,
    // what the parser gets
    input  logic                parse_valid,
    input  logic [WINDOW_W-1:0] parse_header,
    input  logic [6:0]          parse_window,
    // packets to open; always room for them all
    input  logic                in_valid,
    input  meta_t               in_meta,
    input  logic [KEY_W-1:0]    in_key,
    input  logic [ACT_POP_PORT_W-1:0] in_port,  // of the tunnel
    // the frames inside
    output logic                out_valid,
    input  logic                out_ready,
    output logic [WINDOW_W-1:0] out_header,
    output meta_t               out_meta,
    output tunnel_t             out_tunnel
);
  localparam int WINDOWS = 2 ** $bits(parse_window);
  localparam int ETHERNET = 14;
  localparam int TUNNEL = 28;  // from the network header to VXLAN's or Geneve's
  localparam int INNER = TUNNEL + 8;
  localparam int OPTION_WORDS = KEY_TUN_OPTIONS_W / 32;

  // ---- packets that wait, with what their keys say of the outer headers
  typedef struct packed {
    meta_t       meta;
    logic [31:0] chain;
    logic [31:0] src;
    logic [31:0] dst;
    logic [7:0]  tos;
    logic [7:0]  ttl;
    logic [15:0] tp_src;
    logic [15:0] tp_dst;
  } outer_t;
  outer_t asked;
  outer_t first;
  logic   first_valid;
  logic   first_take;
  logic   unused_ready;
  logic   unused_key;
  assign unused_key = &{1'b0, in_key};
  always_comb begin
    asked.meta = in_meta;
    asked.meta.tunnel = in_port;
    asked.chain = in_key[KEY_CHAIN_LSB+:KEY_CHAIN_W];
    asked.src = in_key[KEY_IP_SRC_LSB+:32];
    asked.dst = in_key[KEY_IP_DST_LSB+:32];
    asked.tos = in_key[KEY_IP_TOS_LSB+:KEY_IP_TOS_W];
    asked.ttl = in_key[KEY_IP_TTL_LSB+:KEY_IP_TTL_W];
    asked.tp_src = in_key[KEY_TP_SRC_LSB+:KEY_TP_SRC_W];
    asked.tp_dst = in_key[KEY_TP_DST_LSB+:KEY_TP_DST_W];
  end
  nic_fifo #(
      .WIDTH($bits(outer_t)),
      .DEPTH(PLACES)
  ) u_waiting (
      .clk,
      .rst,
      .in_valid,
      .in_ready(unused_ready),
      .in_data(asked),
      .out_valid(first_valid),
      .out_ready(first_take),
      .out_data(first)
  );

  // ---- clock 1: fetch the first bytes
  logic [WINDOW_W-1:0] windows[WINDOWS];
  logic                fetched_valid;
  logic                fetched_take;
  logic [WINDOW_W-1:0] fetched;
  outer_t              outer;
  assign fetched_take = !out_valid || out_ready;
  assign first_take = !fetched_valid || fetched_take;
  always_ff @(posedge clk) begin
    if (rst) fetched_valid <= 1'b0;
    else if (first_take) fetched_valid <= first_valid;
  end
  always_ff @(posedge clk) begin
    if (parse_valid) windows[parse_window] <= parse_header;
    if (first_valid && first_take) begin
      outer <= first;
      fetched <= windows[first.meta.window];
    end
  end

  // ---- clock 2: the network header to the front, and from there to what is inside
  logic [WINDOW_W-1:0] network;
  logic [WINDOW_W-1:0] inner;
  logic [2:0]          words;  // of Geneve's options
  tunnel_t             tunnel;
  always_comb begin
    unique case (outer.meta.layers.vlan_tags)
      2'd0: network = fetched >> 8 * ETHERNET;
      2'd1: network = fetched >> 8 * (ETHERNET + 4);
      default: network = fetched >> 8 * (ETHERNET + 8);
    endcase
    words = outer.meta.layers.is_geneve ? network[8*TUNNEL+:3] : 3'd0;
    inner = (network >> 8 * INNER) >> {words, 5'd0};
    tunnel = '0;
    tunnel.chain = outer.chain;
    tunnel.key[KEY_TUN_ID_LSB-KEY_TUNNEL_LSB+:KEY_TUN_ID_W] = be32(network[8*(TUNNEL+4)+:32]) >> 8;
    tunnel.key[KEY_TUN_SRC_LSB-KEY_TUNNEL_LSB+:KEY_TUN_SRC_W] = outer.src;
    tunnel.key[KEY_TUN_DST_LSB-KEY_TUNNEL_LSB+:KEY_TUN_DST_W] = outer.dst;
    tunnel.key[KEY_TUN_TOS_LSB-KEY_TUNNEL_LSB+:KEY_TUN_TOS_W] = outer.tos;
    tunnel.key[KEY_TUN_TTL_LSB-KEY_TUNNEL_LSB+:KEY_TUN_TTL_W] = outer.ttl;
    tunnel.key[KEY_TUN_TP_SRC_LSB-KEY_TUNNEL_LSB+:KEY_TUN_TP_SRC_W] = outer.tp_src;
    tunnel.key[KEY_TUN_TP_DST_LSB-KEY_TUNNEL_LSB+:KEY_TUN_TP_DST_W] = outer.tp_dst;
    // as Open vSwitch has them: an identifier, no checksum, not to be fragmented, of operations and maintenance
    tunnel.key[KEY_TUN_FLAGS_LSB-KEY_TUNNEL_LSB+:KEY_TUN_FLAGS_W] = {
      4'd0, 2'b10, network[8*6+6], outer.meta.layers.is_geneve && network[8*(TUNNEL+1)+7]
    };
    tunnel.key[KEY_TUN_OPTIONS_LENGTH_LSB-KEY_TUNNEL_LSB+:KEY_TUN_OPTIONS_LENGTH_W] = {3'd0, words, 2'd0};
    for (int word = 0; word < OPTION_WORDS; word++) begin
      if (words > 3'(word)) begin
        tunnel.key[KEY_TUN_OPTIONS_LSB-KEY_TUNNEL_LSB+32*(OPTION_WORDS-1-word)+:32] = be32(network[8*INNER+32*word+:32]);
      end
    end
  end

  always_ff @(posedge clk) begin
    if (rst) out_valid <= 1'b0;
    else if (fetched_take) out_valid <= fetched_valid;
  end
  always_ff @(posedge clk) begin
    if (fetched_valid && fetched_take) begin
      out_header <= inner;
      out_tunnel <= tunnel;
      out_meta <= outer.meta;
      out_meta.skip <= outer.meta.skip + outer.meta.layers.inner_offset;
      out_meta.length <= outer.meta.length - {9'd0, outer.meta.layers.inner_offset};
      out_meta.layers <= '0;
      out_meta.protocol <= '0;
      out_meta.caution <= '0;
    end
  end
endmodule
