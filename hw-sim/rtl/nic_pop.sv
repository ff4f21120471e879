// Takes the headers of VXLAN, Geneve and GRE off: of a packet whose rule says so it finds the frame inside, and what the headers
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
  localparam int IPV4 = 20;
  localparam int IPV6 = 40;
  localparam int UDP = 8;
  localparam int HEADER = 8;  // of VXLAN and, without options, Geneve
  localparam int OPTION_WORDS = KEY_TUN_OPTIONS_W / 32;
  localparam int MOST_WORDS = HEADER / 4 + OPTION_WORDS;  // of a tunnel's header
  localparam logic [1:0] OVER_IPV4 = 2'd1;  // as Open vSwitch has it
  localparam logic [1:0] OVER_IPV6 = 2'd2;

  // ---- packets that wait, with what their keys say of the outer headers
  typedef struct packed {
    meta_t        meta;
    logic [31:0]  chain;
    logic [127:0] src;
    logic [127:0] dst;
    logic [7:0]   tos;
    logic [7:0]   ttl;
    logic [15:0]  tp_src;
    logic [15:0]  tp_dst;
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
    asked.src = in_key[KEY_IP_SRC_LSB+:KEY_IP_SRC_W];
    asked.dst = in_key[KEY_IP_DST_LSB+:KEY_IP_DST_W];
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

  // ---- clock 2: the network header to the front, and from there the tunnel's
  // What is behind the Ethernet header.
  function automatic logic [WINDOW_W-1:0] network(input logic [WINDOW_W-1:0] window, input logic [1:0] vlan_tags);
    unique case (vlan_tags)
      2'd0: network = window >> 8 * ETHERNET;
      2'd1: network = window >> 8 * (ETHERNET + 4);
      default: network = window >> 8 * (ETHERNET + 8);
    endcase
  endfunction

  // What is behind the network header, and UDP's.
  function automatic logic [WINDOW_W-1:0] behind_network(input logic [WINDOW_W-1:0] bytes, input logic v6, input logic is_gre);
    unique case ({v6, is_gre})
      2'b00: behind_network = bytes >> 8 * (IPV4 + UDP);
      2'b01: behind_network = bytes >> 8 * IPV4;
      2'b10: behind_network = bytes >> 8 * (IPV6 + UDP);
      default: behind_network = bytes >> 8 * IPV6;
    endcase
  endfunction

  logic                at_valid;
  logic                at_take;
  logic [WINDOW_W-1:0] at_tunnel;
  outer_t              at_outer;
  logic                whole;  // of IPv4: not to be fragmented
  logic [7:0]          fragments;  // IPv4's flags
  always_comb begin
    unique case (outer.meta.layers.vlan_tags)
      2'd0: fragments = fetched[8*(ETHERNET+6)+:8];
      2'd1: fragments = fetched[8*(ETHERNET+4+6)+:8];
      default: fragments = fetched[8*(ETHERNET+8+6)+:8];
    endcase
  end
  logic unused_fragments;
  assign unused_fragments = &{1'b0, fragments};
  assign fetched_take = !at_valid || at_take;
  always_ff @(posedge clk) begin
    if (rst) at_valid <= 1'b0;
    else if (fetched_take) at_valid <= fetched_valid;
    if (fetched_valid && fetched_take) begin
      at_outer <= outer;
      whole <= fragments[6] && !outer.meta.layers.is_ipv6;
      at_tunnel <= behind_network(
          network(fetched, outer.meta.layers.vlan_tags), outer.meta.layers.is_ipv6, outer.meta.layers.is_gre);
    end
  end

  // ---- clock 3: what it says, and what is inside
  logic [2:0]          options;  // words of Geneve's
  logic                keyed;    // an identifier is there
  logic                numbered;  // GRE with a sequence number
  logic [2:0]          words;    // of the header
  tunnel_t             tunnel;
  function automatic logic [WINDOW_W-1:0] behind_words(input logic [WINDOW_W-1:0] bytes, input logic [2:0] number);
    behind_words = bytes;
    for (int word = 1; word <= MOST_WORDS; word++) if (number == 3'(word)) behind_words = bytes >> 32 * word;
  endfunction

  assign at_take = !out_valid || out_ready;
  always_comb begin
    options = at_outer.meta.layers.is_geneve ? at_tunnel[2:0] : 3'd0;
    keyed = !at_outer.meta.layers.is_gre || at_tunnel[5];
    numbered = at_outer.meta.layers.is_gre && at_tunnel[4];
    words = at_outer.meta.layers.is_gre ? 3'd1 + 3'(keyed) + 3'(numbered) : 3'(HEADER / 4) + options;
  end
  always_comb begin
    tunnel = '0;
    tunnel.chain = at_outer.chain;
    if (keyed) begin
      tunnel.key[KEY_TUN_ID_LSB-KEY_TUNNEL_LSB+:KEY_TUN_ID_W] =
          at_outer.meta.layers.is_gre ? be32(at_tunnel[8*4+:32]) : be32(at_tunnel[8*4+:32]) >> 8;
    end
    tunnel.key[KEY_TUN_TOS_LSB-KEY_TUNNEL_LSB+:KEY_TUN_TOS_W] = at_outer.tos;
    tunnel.key[KEY_TUN_TTL_LSB-KEY_TUNNEL_LSB+:KEY_TUN_TTL_W] = at_outer.ttl;
    tunnel.key[KEY_TUN_TP_SRC_LSB-KEY_TUNNEL_LSB+:KEY_TUN_TP_SRC_W] = at_outer.tp_src;
    tunnel.key[KEY_TUN_TP_DST_LSB-KEY_TUNNEL_LSB+:KEY_TUN_TP_DST_W] = at_outer.tp_dst;
    // as Open vSwitch has them: an identifier, no checksum, not to be fragmented, of operations and maintenance
    tunnel.key[KEY_TUN_FLAGS_LSB-KEY_TUNNEL_LSB+:KEY_TUN_FLAGS_W] = {
      keyed, 1'b0, whole, at_outer.meta.layers.is_geneve && at_tunnel[8*1+7]
    };
    tunnel.key[KEY_TUN_OPTIONS_LENGTH_LSB-KEY_TUNNEL_LSB+:KEY_TUN_OPTIONS_LENGTH_W] = {3'd0, options, 2'd0};
    if (at_outer.meta.layers.is_ipv6) begin
      tunnel.key[KEY_TUN_FAMILY_LSB-KEY_TUNNEL_LSB+:KEY_TUN_FAMILY_W] = OVER_IPV6;
      tunnel.key[KEY_TUN_IPV6_SRC_LSB-KEY_TUNNEL_LSB+:KEY_TUN_IPV6_SRC_W] = at_outer.src;
      tunnel.key[KEY_TUN_IPV6_DST_LSB-KEY_TUNNEL_LSB+:KEY_TUN_IPV6_DST_W] = at_outer.dst;
    end else begin
      tunnel.key[KEY_TUN_FAMILY_LSB-KEY_TUNNEL_LSB+:KEY_TUN_FAMILY_W] = OVER_IPV4;
      tunnel.key[KEY_TUN_SRC_LSB-KEY_TUNNEL_LSB+:KEY_TUN_SRC_W] = at_outer.src[31:0];
      tunnel.key[KEY_TUN_DST_LSB-KEY_TUNNEL_LSB+:KEY_TUN_DST_W] = at_outer.dst[31:0];
      for (int word = 0; word < OPTION_WORDS; word++) begin
        if (options > 3'(word)) begin
          tunnel.key[KEY_TUN_OPTIONS_LSB-KEY_TUNNEL_LSB+32*(OPTION_WORDS-1-word)+:32] =
              be32(at_tunnel[8*HEADER+32*word+:32]);
        end
      end
    end
  end

  always_ff @(posedge clk) begin
    if (rst) out_valid <= 1'b0;
    else if (at_take) out_valid <= at_valid;
  end
  always_ff @(posedge clk) begin
    if (at_valid && at_take) begin
      out_header <= behind_words(at_tunnel, words);
      out_tunnel <= tunnel;
      out_meta <= at_outer.meta;
      out_meta.skip <= at_outer.meta.skip + at_outer.meta.layers.inner_offset;
      out_meta.length <= at_outer.meta.length - {9'd0, at_outer.meta.layers.inner_offset};
      out_meta.layers <= '0;
      out_meta.protocol <= '0;
      out_meta.caution <= '0;
    end
  end
endmodule
