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
    // a clock later
    output logic              found,
    output flaw_t             flaw
);
  flaw_t compared;
  flaw_t held;
  always_comb begin
    compared = '{kind: TABLE_TCAM, place: 32'(TUPLES * PER_TUPLE) + 32'(tcam_entry)};
    for (int t = TUPLES - 1; t >= 0; t--) begin
      if (keys[t]) compared = '{kind: TABLE_KEYS, place: 32'(t * PER_TUPLE) + 32'(key_slot[t])};
    end
    for (int t = TUPLES - 1; t >= 0; t--) begin
      if (masks[t]) compared = '{kind: TABLE_MASKS, place: 32'(t)};
    end
  end
  always_ff @(posedge clk) begin
    suspect <= ((|masks) || (|keys) || tcam) && !rst;
    held <= compared;
    found <= (suspect || action || ufid) && !rst;
    flaw <= suspect ? held : '{kind: action ? TABLE_ACTIONS : TABLE_UFIDS, place: slot};
  end
endmodule
