// Decides by the action of the rule that was found. A packet whose rule cannot be carried out as it stands is the host's,
// as if no rule had been found: an action with a parity error, a header that is not there, a time to live that would run
// out, a header that is not where it seems.
module nic_resolve
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
(
    input  result_t found,    // hit where a rule was found
    output result_t decided
);
  localparam logic [16:0] LONGEST_INSIDE = 17'd65000;  // bytes of a frame that gets a header

  logic [16:0] network;
  logic whole;
  logic expires;
  logic ip;
  assign network = 17'd14 + {13'd0, found.meta.layers.vlan_tags, 2'b00};
  assign whole = (found.meta.layers.vlan_tags >= found.action[ACT_NEED_TAGS_LSB+:ACT_NEED_TAGS_W])
      && (found.meta.length >= network + {11'd0, found.action[ACT_NEED_BYTES_LSB+:ACT_NEED_BYTES_W]});
  assign ip = (found.meta.layers.is_ipv4 || found.meta.layers.is_ipv6) && (found.meta.layers.mpls_labels == 0);
  assign expires = found.action[ACT_DEC_TTL_LSB] && ip && found.meta.caution.expiring;

  logic strange;
  assign strange = (found.action[ACT_NEED_SOUND_LSB] && found.meta.caution.unsound)
      || (found.action[ACT_NEED_NEAR_LSB] && found.meta.caution.distant)
      || (found.action[ACT_NEED_HASH_LSB] && (found.meta.caution.hashless || (found.meta.length > LONGEST_INSIDE)));

  // What connections say stands in the key where a tunnel's header does.
  logic untracked;
  assign untracked = found.action[ACT_GOTO_LSB] && found.action[ACT_TRACK_LSB] && (found.meta.tunnel != 0);

  // A tunnel's header is taken off whole or not at all.
  logic kind;  // it is one of the rule's kind
  logic shut;
  always_comb begin
    unique case (found.action[ACT_POP_KIND_LSB+:ACT_POP_KIND_W])
      POP_VXLAN: kind = found.meta.layers.is_vxlan;
      POP_GENEVE: kind = found.meta.layers.is_geneve;
      POP_GRE: kind = found.meta.layers.is_gre;
      default: kind = 1'b0;
    endcase
  end
  assign shut = found.action[ACT_POP_LSB]
      && (found.meta.caution.closed || found.meta.caution.distant || !kind);

  logic hit;
  assign hit = found.hit && found.parseable && !found.corrupt && whole && !expires && !strange && !shut && !untracked;
  always_comb begin
    decided = found;
    decided.hit = hit;
    decided.corrupt = found.hit && found.corrupt;
    decided.verdict = hit ? found.action[ACT_VERDICT_LSB+:ACT_VERDICT_W] : VERDICT_TO_HOST;
  end
endmodule
