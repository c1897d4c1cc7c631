package dev.faultline.link.secure;

import dev.faultline.link.PeerIdentity;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The peers that are known, by the number that the endpoint has for them and by address and key,
 * and the associations with them, by the index that packets carry.
 *
 * <p>Of an index the lower bits are a place in a table, and the rest is random, so that a look-up
 * costs nothing and an index is not used again soon.
 */
final class SecurePeers {
  private static final int MOST = 1 << 16;

  /** No more than half of the places are ever taken, so that a free one is found soon. */
  private static final int MOST_ASSOCIATIONS = MOST / 2;

  /** So many are kept for new keys with peers that this side is in contact with. */
  private static final int FOR_KNOWN = MOST_ASSOCIATIONS / 8;

  /** A key that holds on to most of what it has is not asked again before this time is over. */
  private static final long ASK_NANOS = Duration.ofSeconds(1).toNanos();

  /** Which peers have sessions is found out no more often, whoever is asked to make room. */
  private static final long USED_NANOS = Duration.ofMillis(100).toNanos();

  private record Place(long address, int key) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = Long.compare(address, other.address);
      return order != 0 ? order : Integer.compare(key, other.key);
    }
  }

  private final RandomGenerator random;
  private final IntFunction<PeerIdentity> identities;
  private @Nullable SecurePeer[] peers = new SecurePeer[16];
  private final BitSet taken = new BitSet();
  private int peerCount;
  private final SortedMap<Place, SecurePeer> byPlace = new TreeMap<>();
  private @Nullable Association[] associations = new Association[16];
  private int associationCount;

  /**
   * Two kinds of places, and shares of each: were there one, keys that renew what they have could
   * leave nothing to newcomers, and newcomers nothing to those who renew.
   */
  private final Places forAll = new Places(MOST_ASSOCIATIONS - FOR_KNOWN);

  private final Places forKnown = new Places(FOR_KNOWN);

  private final BooleanSupplier several;

  /** Tells the numbers of peers that have sessions. */
  private Consumer<LongConsumer> inUse = to -> {};

  /** The associations of each key. */
  private final Map<PeerIdentity, Kin> kin = new LinkedHashMap<>();

  /** Which peers had sessions, and when. */
  private BitSet used = new BitSet();

  private long usedAt;
  private long usedUntil = Long.MIN_VALUE;

  /** How many associations were looked at to make room. */
  private long looks;

  /**
   * Nobody yet.
   *
   * @param identities who has which key
   * @param several whether there is more than one key, so that room is shared out between them
   */
  SecurePeers(
      RandomGenerator random, IntFunction<PeerIdentity> identities, BooleanSupplier several) {
    this.identities = identities;
    this.random = random;
    this.several = several;
  }

  /** Says how to find out which peers have sessions; without, none has. */
  void inUse(Consumer<LongConsumer> numbers) {
    inUse = numbers;
    usedUntil = Long.MIN_VALUE;
  }

  /** For tests: how many associations were looked at to make room. */
  long looks() {
    return looks;
  }

  private BitSet used() {
    BitSet numbers = new BitSet();
    inUse.accept(number -> numbers.set((int) number));
    return numbers;
  }

  boolean isEmpty() {
    return associationCount == 0;
  }

  @Nullable SecurePeer numbered(long number) {
    return number >= 0 && number < peers.length ? peers[(int) number] : null;
  }

  /** The peer with this key at this address; a new one if there is room, else null. */
  @Nullable SecurePeer at(long address, int key) {
    SecurePeer known = byPlace.get(new Place(address, key));
    if (known != null) {
      return known;
    }
    if (peerCount == MOST) {
      return null;
    }
    if (peerCount == peers.length) {
      peers = Arrays.copyOf(peers, 2 * peers.length);
    }
    int number = taken.nextClearBit(0);
    taken.set(number);
    SecurePeer peer = new SecurePeer(number, key, identities.apply(key), address);
    peers[number] = peer;
    peerCount++;
    byPlace.put(new Place(address, key), peer);
    return peer;
  }

  void addresses(LongConsumer to) {
    for (SecurePeer peer : peers) {
      if (peer != null) {
        to.accept(peer.address);
        to.accept(peer.home);
      }
    }
  }

  /** Everybody known at this address. */
  Iterable<SecurePeer> at(long address) {
    return byPlace.subMap(new Place(address, 0), new Place(address, Integer.MAX_VALUE)).values();
  }

  /** The peer is at this address now. Another one there with the same key has gone. */
  void moved(SecurePeer peer, long address) {
    byPlace.remove(new Place(peer.address, peer.key), peer);
    peer.address = address;
    SecurePeer other = byPlace.put(new Place(address, peer.key), peer);
    if (other != null) {
      drop(other);
    }
  }

  /**
   * Whether the peer with this key at this address may have one more association: as many as it
   * finds room for, but no key more than its share. A key that has its share makes room by the
   * oldest of its own that no session needs.
   */
  boolean roomFor(long now, long address, int key) {
    PeerIdentity identity = identities.apply(key);
    SecurePeer peer = byPlace.get(new Place(address, key));
    boolean known = peer != null && peer.current != null;
    return hasRoom(identity, known) || (makeRoom(now, identity) && hasRoom(identity, known));
  }

  private boolean hasRoom(PeerIdentity identity, boolean known) {
    boolean shared = several.getAsBoolean();
    return forAll.roomFor(identity, shared) || (known && forKnown.roomFor(identity, shared));
  }

  /** Returns whether any association with this key could be forgotten. */
  private boolean makeRoom(long now, PeerIdentity identity) {
    Kin of = kin.get(identity);
    if (of == null || !of.mayBeAsked(now)) {
      return false;
    }
    if (usedUntil <= now) {
      used = used();
      usedAt = now;
      usedUntil = now + USED_NANOS;
    }
    List<Association> going = of.makingRoom(now, ASK_NANOS, this::isIdle);
    going.forEach(this::forget);
    return !going.isEmpty();
  }

  /** Whether no session needs it; of one that came since that was found out, nobody knows. */
  private boolean isIdle(Association association) {
    looks++;
    return association.bornAt <= usedAt
        && !(used.get(association.peer.number) && association.serves());
  }

  /**
   * An index for a new association, never 0. Whether there is room for it is another question: a
   * key that is not known yet may make some.
   */
  int freeIndex() {
    if (2 * associationCount >= associations.length && associations.length < MOST) {
      grow();
    }
    int mask = associations.length - 1;
    int slot = random.nextInt() & mask;
    while (associations[slot] != null) {
      slot = slot + 1 & mask;
    }
    return (random.nextInt() | MOST) & -MOST | slot;
  }

  /** A new association, under an index that was just found to be free. */
  Association associate(int index, SecurePeer peer, boolean initiator, long now) {
    Association made = new Association(index, peer, initiator, now);
    peer.associations.add(made);
    kin.computeIfAbsent(peer.identity, key -> new Kin()).add(made);
    associations[index & (MOST - 1)] = made;
    associationCount++;
    made.places = forAll.roomFor(peer.identity, several.getAsBoolean()) ? forAll : forKnown;
    made.places.add(peer.identity);
    return made;
  }

  private void grow() {
    @Nullable Association[] old = associations;
    associations = new Association[2 * old.length];
    // A place stays what it was: there, the bits that the larger table adds are zero.
    System.arraycopy(old, 0, associations, 0, old.length);
  }

  @Nullable Association indexed(int index) {
    int slot = index & (MOST - 1);
    if (slot >= associations.length) {
      return null;
    }
    Association found = associations[slot];
    return found != null && found.index == index ? found : null;
  }

  void forget(@Nullable Association association) {
    if (association != null && indexed(association.index) == association) {
      associations[association.index & (MOST - 1)] = null;
      associationCount--;
      SecurePeer peer = association.peer;
      if (association.places != null) {
        association.places.remove(peer.identity);
      }
      peer.associations.remove(association);
      Kin of = kin.get(peer.identity);
      if (of != null) {
        of.remove(association);
        if (of.isEmpty()) {
          kin.remove(peer.identity);
        }
      }
      peer.current = peer.current == association ? null : peer.current;
      peer.previous = peer.previous == association ? null : peer.previous;
      peer.opening = peer.opening == association ? null : peer.opening;
    }
  }

  /** Packets go out under this association from now on; the one before the last is forgotten. */
  void promote(Association association) {
    SecurePeer peer = association.peer;
    if (peer.current == association) {
      return;
    }
    Association older = peer.previous;
    peer.previous = peer.current;
    peer.current = association;
    if (older != association) {
      forget(older);
    }
  }

  /** Deletes associations that are too old, and peers that are no longer used, by their numbers. */
  void sweep(long now, long unconfirmedNanos) {
    for (Association association : associations.clone()) {
      if (association == null) {
        continue;
      }
      long age = now - association.bornAt;
      boolean waits = association.peer.opening == association;
      if (age >= Association.LONGEST_NANOS
          || (!association.confirmed && !waits && age >= unconfirmedNanos)) {
        forget(association);
      }
    }
    BitSet used = used();
    for (SecurePeer peer : peers.clone()) {
      if (peer != null && peer.associations.isEmpty() && !peer.retries && !used.get(peer.number)) {
        byPlace.remove(new Place(peer.address, peer.key), peer);
        peers[peer.number] = null;
        taken.clear(peer.number);
        peerCount--;
      }
    }
  }

  /** Forgets all associations with such peers, and what waits for one to be sent. */
  void forget(Predicate<SecurePeer> which) {
    for (SecurePeer peer : peers) {
      if (peer != null && which.test(peer)) {
        drop(peer);
        peer.takeWaiting();
      }
    }
  }

  /** Forgets all associations with this peer; its number stays until the next sweep. */
  private void drop(SecurePeer peer) {
    for (Association association : List.copyOf(peer.associations)) {
      forget(association);
    }
  }
}
