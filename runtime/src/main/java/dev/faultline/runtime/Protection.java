package dev.faultline.runtime;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.secure.SecureLayer;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.secure.PublicKey;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The keys of a driver, and the layer that protects its traffic with them. */
record Protection(LinkSecurity security, SecureLayer layer) {
  /** Null without security. */
  static @Nullable Protection of(
      @Nullable LinkSecurity security, RandomGenerator random, LinkOptions link) {
    return security == null
        ? null
        : new Protection(security, new SecureLayer(security.exchange(), random, link));
  }

  /**
   * What the endpoint is to know the holder of a key at an address by.
   *
   * @param peer the same address, for messages
   * @param key may be null if only one is allowed
   */
  long number(long address, InetSocketAddress peer, @Nullable PublicKey key) {
    List<PublicKey> allowed = security.peers();
    if (key == null && allowed.size() > 1) {
      throw new IllegalArgumentException(
          "this driver has keys of " + allowed.size() + " peers; name that of the one at " + peer);
    }
    if (key == null && allowed.isEmpty()) {
      throw new IllegalArgumentException("no peer is allowed any more: all keys were revoked");
    }
    return layer.peer(address, security.peer(key == null ? allowed.getFirst() : key));
  }
}
