package dev.faultline.runtime.secure;

import java.util.List;
import java.util.stream.LongStream;

/** Protected endpoints whose datagrams a test carries, and what tests of them share. */
abstract class SecureParties {
  static final byte OPENING = 1;
  static final byte REPLY = 2;
  static final byte COOKIE = 3;
  static final byte SEALED = 4;

  static final PrivateKey A = key(1);
  static final PrivateKey B = key(2);
  static final PrivateKey C = key(3);

  final Wire wire = new Wire();

  static PrivateKey key(long seed) {
    return TestKeys.seeded(seed);
  }

  static LinkSecurity keys(PrivateKey own, PrivateKey... peers) {
    return LinkSecurity.keys(own, List.of(peers).stream().map(PrivateKey::publicKey).toList());
  }

  Party plug(long address, LinkSecurity security) {
    Party party = new Party(address, security, address);
    wire.plug(party);
    return party;
  }

  static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  void exchange(Party from, long first, long last) {
    for (long number = first; number <= last; number++) {
      while (from.offer(number) < 0) {
        wire.trip();
      }
    }
    wire.trips(30);
  }
}
