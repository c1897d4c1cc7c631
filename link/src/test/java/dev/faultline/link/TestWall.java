package dev.faultline.link;

import dev.faultline.link.handshake.Wall;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** A wall without keys: peers are who a function says they are. */
record TestWall(
    LongFunction<PeerIdentity> identities,
    Consumer<Set<PeerIdentity>> forgotten,
    BooleanSupplier several)
    implements Wall {
  static void around(
      Endpoint endpoint,
      LongFunction<PeerIdentity> identities,
      Consumer<Set<PeerIdentity>> forgotten) {
    around(endpoint, identities, forgotten, () -> false);
  }

  static void around(
      Endpoint endpoint,
      LongFunction<PeerIdentity> identities,
      Consumer<Set<PeerIdentity>> forgotten,
      BooleanSupplier several) {
    endpoint.strangersStayOutside(new TestWall(identities, forgotten, several));
  }

  @Override
  public PeerIdentity identity(long peer) {
    return identities.apply(peer);
  }

  @Override
  public void unremembered(Set<PeerIdentity> owners) {
    forgotten.accept(owners);
  }

  @Override
  public boolean severalPeers() {
    return several.getAsBoolean();
  }
}
