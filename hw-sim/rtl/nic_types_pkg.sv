// Types that more than one module of the NIC speaks.
package nic_types_pkg;
  import nic_defs_pkg::*;

  // Which headers a frame has and where they start, in bytes from the start of the frame. Zero until parsed, and where
  // the frame is not parseable. A protocol is set where its header is whole and its own lengths hold.
  typedef struct packed {
    logic [1:0] vlan_tags;       // 0 to 2
    logic [1:0] mpls_labels;     // 0 to 3
    logic       is_arp;          // of Ethernet and IPv4
    logic       is_ipv4;
    logic       is_ipv6;
    logic       is_tcp;
    logic       is_udp;
    logic       is_sctp;
    logic       is_icmp;
    logic       is_icmpv6;
    logic       fragment;        // one of several fragments
    logic       later_fragment;  // and not the first, so that it has no transport header
    logic [7:0] l3_offset;       // network header; behind the labels where there are some
    logic [7:0] mpls_offset;     // first label
    logic [7:0] l4_offset;       // transport header
    logic       is_vxlan;
    logic       is_geneve;
    logic       is_gre;
    logic [7:0] tunnel_offset;   // VXLAN, Geneve or GRE header
    logic [7:0] inner_offset;    // Ethernet header of the frame inside; zero where that is none
  } layers_t;

  // Why some actions are the host's. Each means something of a packet that has the header it is about.
  typedef struct packed {
    logic expiring;  // a time to live of one or zero
    logic unsound;   // no IP header that holds, or a transport checksum that does not lie where it seems to
    logic distant;   // something but tags lies between the addresses and the network header
    logic hashless;  // software's hash of the flow is of more than the layers say
    logic closed;    // no tunnel's header that can be taken off, as far as `inner_offset`
  } caution_t;

  // What is known of a packet while it is looked up.
  typedef struct packed {
    logic [31:0] seq;     // the host's number for the packet
    logic [7:0]  port;    // ingress port
    logic [6:0]  window;  // where its first bytes are kept; the low bits are its place among the packets looked up
    logic [15:0] tunnel;  // the port of the tunnel whose header was taken off; zero while none was
    logic [7:0]  skip;    // bytes taken off
    logic [16:0] length;  // bytes of the frame without FCS and without those
    layers_t     layers;
    logic [7:0]  protocol;  // of IP
    caution_t    caution;
  } meta_t;

  // How far the parser has come with a frame.
  typedef struct packed {
    logic        exact;      // all that the host would have read so far was within the window
    logic [15:0] ethertype;  // of the network header
    logic        ip;         // an IP header that holds has been read; `protocol` comes behind it
    logic        plain;      // it is an IPv4 header without options and with the right checksum, or one of version 6
    logic        discovery;  // options of neighbour discovery come next
    logic [7:0]  protocol;
    logic [8:0]  at;         // the next header's first byte in the frame; 256 stands for all that is not seen
    logic [16:0] left;       // bytes from there to the end of the frame, behind IP to the end of the IP packet
    meta_t       meta;
  } parse_t;

  localparam int PLACES = 64;  // packets from their first lookup until their frames leave, a power of two
  localparam int PASSES = 4;   // lookups of a packet at most

  // A packet on its way through the chains.
  typedef struct packed {
    logic [2:0]                passes;  // rules that sent it to another chain so far
    logic [PASSES-1:0][31:0]   slots;   // of those rules, the first one's in slots[0]
  } visit_t;

  // What the headers said that were taken off a packet.
  typedef struct packed {
    logic [31:0]             chain;  // in which what is inside is looked up
    logic [KEY_TUNNEL_W-1:0] key;    // the key's part of it
  } tunnel_t;

  // What a packet's lookup decided.
  typedef struct packed {
    meta_t            meta;
    visit_t           visit;
    logic             parseable;
    logic             hit;      // a rule decides
    logic             corrupt;  // it needs an entry that has a parity error
    logic             over;     // its meter dropped it
    logic [1:0]       verdict;
    logic [31:0]      slot;
    logic [ACT_W-1:0] action;
  } result_t;

  // A visit one rule on.
  function automatic visit_t went_on(input visit_t visit, input logic [31:0] slot);
    went_on = visit;
    for (int pass = 0; pass < PASSES; pass++) begin
      if (visit.passes == 3'(pass)) went_on.slots[pass] = slot;
    end
    went_on.passes = visit.passes + 3'd1;
  endfunction

  // A packet that needs an entry with a parity error: it is the host's, and its rule is among those that software takes it
  // back from.
  function automatic result_t refused(input result_t result);
    refused = result;
    refused.verdict = VERDICT_TO_HOST;
    refused.hit = 1'b0;
    refused.corrupt = 1'b1;
    refused.visit = went_on(result.visit, result.slot);
  endfunction

  // One copy of a frame on its way out.
  typedef struct packed {
    logic [31:0] seq;     // of the frame
    logic [7:0]  port;    // where it leaves; zero for the host
    logic [1:0]  number;  // among the frame's copies, from zero
    layers_t     layers;  // of the frame as it came in
    logic [7:0]  protocol;  // of IP
    logic        encapsulate;  // a header comes in front
  } copy_t;

  // What goes beside the first bytes of a copy while they are edited.
  typedef struct packed {
    copy_t             copy;
    logic [EDIT_W-1:0] edit;
    logic [8:0]        bytes;  // of the copy among the first bytes
    logic [16:0]       length; // of the copy
    logic              body;   // beats follow behind them
  } opening_t;

  // What is left to know of a copy that is edited.
  typedef struct packed {
    logic [31:0] seq;
    logic [7:0]  port;
    logic [1:0]  number;
    logic        encapsulate;
    logic [16:0] length;
    logic [8:0]  bytes;  // of its window
    logic        body;   // beats follow behind it
  } leaving_t;

  // What a rule's slot holds.
  typedef struct packed {
    logic [KEY_W-1:0] key;   // masked
    logic [KEY_W-1:0] mask;  // its own in the TCAM
    logic [ACT_W-1:0] action;
    logic [127:0]     ufid;
  } rule_t;

  // A command on its way down the pipeline.
  typedef struct packed {
    logic [7:0]  code;    // what is done; CMD_NOP where there is only an answer
    logic [7:0]  asked;   // the descriptor's code
    logic [3:0]  status;  // and what is answered
    logic [15:0] tag;
    logic [31:0] slot;
    logic        record;  // one of a range: is answered where the slot holds a rule
    logic [3:0]  flip;    // the table in which a bit is stored wrong on purpose; zero: none
    logic [4:0]  flipped; // which bit
  } command_t;

  // An entry that was found with a parity error.
  typedef struct packed {
    logic [3:0]  kind;   // of table
    logic [31:0] place;  // slot, tuple or entry
  } flaw_t;

  // The bits that are stored wrong on purpose: the lowest one of a word of 64.
  function automatic logic [2*KEY_W-1:0] flips(input logic [4:0] word);
    flips = '0;
    for (int i = 0; i < 2 * KEY_W / 64; i++) flips[64*i] = (word == 5'(i));
  endfunction

  // What a command found.
  typedef struct packed {
    command_t    command;
    logic        held;  // the slot held a rule
    logic [63:0] packets;
    logic [63:0] bytes;
    logic [63:0] last_used;
    rule_t       rule;
  } answer_t;
endpackage
