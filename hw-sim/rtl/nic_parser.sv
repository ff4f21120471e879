// Turns a header into a lookup key, one a clock, LATENCY clocks later: one module for each layer. The key is the one that
// the host's own parser would find. What that parser could read and this one cannot is marked as not parseable and goes
// to the host: NSH, frames shorter than an Ethernet header, more extension headers or options of neighbour discovery than
// there are stages, and what lies behind the window.
module nic_parser
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
#(
    parameter int EXTENSIONS = 4,  // IPv6 extension headers
    parameter int OPTIONS = 3,     // options of neighbour discovery
    parameter int TUNNEL_OPTIONS = 16  // bytes of Geneve's options
) (
    input  logic                clk,
    input  logic                rst,
    input  logic                in_valid,
    input  logic [WINDOW_W-1:0] in_header,
    input  meta_t               in_meta,
    input  tunnel_t             in_tunnel,  // where one's header was taken off
    output logic                out_valid,
    output logic                out_parseable,
    output logic [KEY_W-1:0]    out_key,
    output meta_t               out_meta
);
  // ---- Ethernet and what has a header of fixed place behind it
  logic                 l2_valid;
  logic [WINDOW_W-1:0]  l2_header;
  logic [NETWORK*8-1:0] l2_network;
  parse_t               l2_state;
  logic [KEY_W-1:0]     l2_key;
  nic_parse_l2 u_l2 (
      .clk,
      .rst,
      .in_valid,
      .in_header,
      .in_meta,
      .in_tunnel,
      .out_valid(l2_valid),
      .out_header(l2_header),
      .out_network(l2_network),
      .out_state(l2_state),
      .out_key(l2_key)
  );

  logic                 mpls_valid;
  logic [WINDOW_W-1:0]  mpls_header;
  logic [NETWORK*8-1:0] mpls_network;
  parse_t               mpls_state;
  logic [KEY_W-1:0]     mpls_key;
  nic_parse_mpls u_mpls (
      .clk,
      .rst,
      .in_valid(l2_valid),
      .in_header(l2_header),
      .in_network(l2_network),
      .in_state(l2_state),
      .in_key(l2_key),
      .out_valid(mpls_valid),
      .out_header(mpls_header),
      .out_network(mpls_network),
      .out_state(mpls_state),
      .out_key(mpls_key)
  );

  logic                 arp_valid;
  logic [WINDOW_W-1:0]  arp_header;
  logic [NETWORK*8-1:0] arp_network;
  parse_t               arp_state;
  logic [KEY_W-1:0]     arp_key;
  nic_parse_arp u_arp (
      .clk,
      .rst,
      .in_valid(mpls_valid),
      .in_header(mpls_header),
      .in_network(mpls_network),
      .in_state(mpls_state),
      .in_key(mpls_key),
      .out_valid(arp_valid),
      .out_header(arp_header),
      .out_network(arp_network),
      .out_state(arp_state),
      .out_key(arp_key)
  );

  // ---- IP and its extension headers
  logic                ext_valid[EXTENSIONS+1];
  logic [WINDOW_W-1:0] ext_header[EXTENSIONS+1];
  parse_t              ext_state[EXTENSIONS+1];
  logic [KEY_W-1:0]    ext_key[EXTENSIONS+1];
  nic_parse_ip u_ip (
      .clk,
      .rst,
      .in_valid(arp_valid),
      .in_header(arp_header),
      .in_network(arp_network),
      .in_state(arp_state),
      .in_key(arp_key),
      .out_valid(ext_valid[0]),
      .out_header(ext_header[0]),
      .out_state(ext_state[0]),
      .out_key(ext_key[0])
  );
  for (genvar i = 0; i < EXTENSIONS; i++) begin : g_extension
    nic_parse_ipv6_ext #(
        .LAST(i == EXTENSIONS - 1)
    ) u_extension (
        .clk,
        .rst,
        .in_valid(ext_valid[i]),
        .in_header(ext_header[i]),
        .in_state(ext_state[i]),
        .in_key(ext_key[i]),
        .out_valid(ext_valid[i+1]),
        .out_header(ext_header[i+1]),
        .out_state(ext_state[i+1]),
        .out_key(ext_key[i+1])
    );
  end

  // ---- transport
  logic                l4_valid;
  logic [WINDOW_W-1:0] l4_header;
  parse_t              l4_state;
  logic [KEY_W-1:0]    l4_key;
  nic_parse_l4 u_l4 (
      .clk,
      .rst,
      .in_valid(ext_valid[EXTENSIONS]),
      .in_header(ext_header[EXTENSIONS]),
      .in_state(ext_state[EXTENSIONS]),
      .in_key(ext_key[EXTENSIONS]),
      .out_valid(l4_valid),
      .out_header(l4_header),
      .out_state(l4_state),
      .out_key(l4_key)
  );

  // ---- tunnels, and the options of neighbour discovery
  logic                nd_valid[OPTIONS+1];
  logic [WINDOW_W-1:0] nd_header[OPTIONS+1];
  parse_t              nd_state[OPTIONS+1];
  logic [KEY_W-1:0]    nd_key[OPTIONS+1];
  nic_parse_tunnel #(
      .OPTIONS(TUNNEL_OPTIONS)
  ) u_tunnel (
      .clk,
      .rst,
      .in_valid(l4_valid),
      .in_header(l4_header),
      .in_state(l4_state),
      .in_key(l4_key),
      .out_valid(nd_valid[0]),
      .out_header(nd_header[0]),
      .out_state(nd_state[0]),
      .out_key(nd_key[0])
  );
  for (genvar i = 0; i < OPTIONS; i++) begin : g_option
    nic_parse_nd #(
        .LAST(i == OPTIONS - 1)
    ) u_option (
        .clk,
        .rst,
        .in_valid(nd_valid[i]),
        .in_header(nd_header[i]),
        .in_state(nd_state[i]),
        .in_key(nd_key[i]),
        .out_valid(nd_valid[i+1]),
        .out_header(nd_header[i+1]),
        .out_state(nd_state[i+1]),
        .out_key(nd_key[i+1])
    );
  end

  // What could not be read exactly has no layers.
  assign out_valid = nd_valid[OPTIONS];
  assign out_parseable = nd_state[OPTIONS].exact;
  assign out_key = nd_key[OPTIONS];
  always_comb begin
    out_meta = nd_state[OPTIONS].meta;
    if (!out_parseable) out_meta.layers = '0;
  end
endmodule
