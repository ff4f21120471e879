// Types that more than one module of the NIC speaks.
package nic_types_pkg;
  import nic_defs_pkg::*;

  // What is known of a packet while it is looked up.
  typedef struct packed {
    logic [31:0] seq;     // the host's number for the packet
    logic [7:0]  port;    // ingress port
    logic [16:0] length;  // bytes of the frame without FCS
    logic        has_tag;  // a VLAN tag follows the addresses
  } meta_t;

  // What a packet's lookup decided.
  typedef struct packed {
    meta_t            meta;
    logic             parseable;
    logic             hit;
    logic [31:0]      slot;
    logic [ACT_W-1:0] action;
  } result_t;

  // A command on its way down the pipeline.
  typedef struct packed {
    logic [2:0]  code;
    logic [31:0] slot;
    logic        only_if_valid;  // answer nothing for an empty slot
  } command_t;

  // What a command found.
  typedef struct packed {
    logic [31:0]      slot;
    logic             valid;
    logic [63:0]      packets;
    logic [63:0]      bytes;
    logic [63:0]      last_used;
    logic [127:0]     ufid;
    logic [KEY_W-1:0] key;
    logic [ACT_W-1:0] action;
  } answer_t;
endpackage
