// What a lookup, a command or the scrub finds wrong in the tables of the lookup pipeline, of which the first is reported: the
// others are found again. A packet must not trust what it found where a mask or an entry that it was compared with is wrong,
// nor where its own rule's action is.
module nic_flaws
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int TUPLES = 8,
    parameter int PER_TUPLE = 512,  // slots, a power of two
    parameter int TCAM = 16         // entries, whose slots come behind those of the tuples
) (
    input  logic              clk,
    input  logic              rst,
    // a clock before the rule's action is there
    input  logic [TUPLES-1:0] masks,
    input  logic [TUPLES-1:0] keys,
    input  logic [$clog2(PER_TUPLE)-1:0] key_slot[TUPLES],
    input  logic              tcam,
    input  logic [$clog2(TCAM)-1:0] tcam_entry,
    // with it
    input  logic              action,
    input  logic              ufid,
    input  logic [31:0]       slot,     // whose they are
    output logic              suspect,  // a mask or a key is wrong
    // two clocks later
    output logic              found,
    output flaw_t             flaw
);
  localparam int TW = (TUPLES > 1) ? $clog2(TUPLES) : 1;
  localparam int PW = $clog2(PER_TUPLE);
  localparam int EW = $clog2(TCAM);

  // which tuple
  logic [TW-1:0] mask_first;
  logic [TW-1:0] key_first;
  logic          of_mask;
  logic          of_key;
  logic [PW-1:0] slots[TUPLES];
  logic [EW-1:0] entry;
  always_ff @(posedge clk) begin
    suspect <= ((|masks) || (|keys) || tcam) && !rst;
    of_mask <= |masks;
    of_key <= |keys;
    for (int t = TUPLES - 1; t >= 0; t--) begin
      if (masks[t]) mask_first <= TW'(t);
      if (keys[t]) key_first <= TW'(t);
    end
    slots <= key_slot;
    entry <= tcam_entry;
  end

  // where there
  logic        compared;
  flaw_t       compared_flaw;
  logic        of_action;
  logic        of_ufid;
  logic [31:0] of_slot;
  always_ff @(posedge clk) begin
    compared <= suspect && !rst;
    if (of_mask) compared_flaw <= '{kind: TABLE_MASKS, place: 32'(mask_first)};
    else if (of_key) compared_flaw <= '{kind: TABLE_KEYS, place: 32'({key_first, slots[key_first]})};
    else compared_flaw <= '{kind: TABLE_TCAM, place: 32'(TUPLES * PER_TUPLE) + 32'(entry)};
    of_action <= action && !rst;
    of_ufid <= ufid && !rst;
    of_slot <= slot;
    found <= (compared || of_action || of_ufid) && !rst;
    flaw <= compared ? compared_flaw : '{kind: of_action ? TABLE_ACTIONS : TABLE_UFIDS, place: of_slot};
  end
endmodule
