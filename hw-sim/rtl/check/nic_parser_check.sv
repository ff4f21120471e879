// Layers that the parser reports do not contradict each other.
`include "nic_check.svh"
module nic_parser_check (
    input logic       clk,
    input logic       rst,
    input logic       valid,
    input logic [2:0] network,      // ARP, IPv4, IPv6
    input logic [4:0] transport,    // TCP, UDP, SCTP, ICMP, ICMPv6
    input logic [2:0] tunnel,       // VXLAN, Geneve, GRE
    input logic       fragment,
    input logic       later_fragment,
    input logic [1:0] labels,
    input logic [7:0] l3_offset,
    input logic [7:0] l4_offset
);
  `NIC_ALWAYS(parser_finds_one_network_header, !valid || $onehot0(network))
  `NIC_ALWAYS(parser_finds_one_transport_header, !valid || $onehot0(transport))
  `NIC_ALWAYS(parser_finds_one_tunnel, !valid || $onehot0(tunnel))
  `NIC_ALWAYS(parser_knows_fragments, !valid || !later_fragment || (fragment && (transport == 0)))
  `NIC_ALWAYS(parser_finds_transport_behind_network,
              !valid || (transport == 0) || ((labels == 0) && (network[1:0] != 0) && (l4_offset > l3_offset)))
endmodule
