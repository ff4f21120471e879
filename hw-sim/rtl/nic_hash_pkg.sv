// The two hashes of a masked key. NicHash.java computes the same.
//
// f = xor of the key's 64-bit words, word i rotated left by 23 * i mod 64. Three times f ^= rotl(f, a) ^ rotl(f, b), with
// (a, b) = (5, 50), (55, 11), (22, 35), so that each bit is the parity of 27 bits of the sum. Buckets are counted by the
// low bits of either half.
package nic_hash_pkg;
  function automatic logic [63:0] rotate(input logic [63:0] word, input int amount);
    return (word << amount) | (word >> (64 - amount));
  endfunction

  // A word's share in the sum.
  function automatic logic [63:0] share(input logic [63:0] word, input int index);
    return (23 * index % 64 == 0) ? word : rotate(word, 23 * index % 64);
  endfunction

  function automatic logic [63:0] mix(input logic [63:0] sum);
    logic [63:0] once;
    logic [63:0] twice;
    once = sum ^ rotate(sum, 5) ^ rotate(sum, 50);
    twice = once ^ rotate(once, 55) ^ rotate(once, 11);
    return twice ^ rotate(twice, 22) ^ rotate(twice, 35);
  endfunction
endpackage
