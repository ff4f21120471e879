// The two hashes of a masked key. NicHash.java computes the same.
//
// f = xor of the key's 64-bit words, word i rotated left by 23 * i mod 64. Three times f ^= rotl(f, a) ^ rotl(f, b), with
// (a, b) = (5, 50), (55, 11), (22, 35), so that each bit is the parity of 27 bits of the sum. Buckets are counted by the
// low bits of either half.
package nic_hash_pkg;
  import nic_defs_pkg::*;

  localparam int KEY_WORDS = KEY_W / 64;

  function automatic logic [63:0] rotate(input logic [63:0] word, input int amount);
    return (word << amount) | (word >> (64 - amount));
  endfunction

  function automatic logic [63:0] key_hash(input logic [KEY_W-1:0] key);
    logic [63:0] sum;
    sum = key[63:0];
    for (int word = 1; word < KEY_WORDS; word++) sum ^= rotate(key[64*word+:64], 23 * word % 64);
    sum ^= rotate(sum, 5) ^ rotate(sum, 50);
    sum ^= rotate(sum, 55) ^ rotate(sum, 11);
    sum ^= rotate(sum, 22) ^ rotate(sum, 35);
    return sum;
  endfunction
endpackage
