package dev.faultline.link.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.PeerIdentity;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Allowed keys take all the associations that they can, and hold them by sessions. What
 * docs/security.md promises to the others must be there.
 */
final class AssociationSharesTest {
  private static final int FOR_NEW = 28_672;
  private static final int FOR_KNOWN = 4_096;
  private static final int HONEST = 99;
  private static final long SECOND_NANOS = 1_000_000_000;

  private final SecurePeers peers =
      new SecurePeers(
          new SplittableRandom(1), key -> new PeerIdentity(key + 1L, 0, 0, 0), () -> true);
  private long lastAddress;

  private AssociationSharesTest() {
    peers.inUse(AssociationSharesTest::all);
  }

  private static void all(LongConsumer numbers) {
    for (int number = 0; number < 1 << 16; number++) {
      numbers.accept(number);
    }
  }

  /** Returns whether this key got one more association, with the peer at this address. */
  private boolean associates(long address, int key) {
    if (!peers.roomFor(0, address, key)) {
      return false;
    }
    SecurePeer peer = peers.at(address, key);
    if (peer == null) {
      return false;
    }
    Association made = peers.associate(peers.freeIndex(), peer, false, 0);
    made.confirmed = true;
    peers.promote(made);
    return true;
  }

  /** Keys from 0 on get ever more new peers, in turn, until none finds room. */
  private void fill(int keys) {
    boolean any = true;
    while (any) {
      any = false;
      for (int key = 0; key < keys; key++) {
        any |= associates(++lastAddress, key);
      }
    }
  }

  private int honest() {
    int got = 0;
    while (associates(++lastAddress, HONEST)) {
      got++;
    }
    return got;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 20})
  void newcomers_find_room_though_greedy_keys_hold_all_that_they_get(int greedy) {
    fill(greedy);
    // Of what is left, a key may take three quarters.
    int left = FOR_NEW / (3 * greedy + 1);
    assertThat(honest()).isBetween(left * 3 / 4 - 25, left);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void newcomers_find_room_and_others_new_keys_though_greedy_keys_renew_all_of_theirs(int greedy) {
    assertThat(associates(++lastAddress, HONEST)).isTrue();
    long known = lastAddress;
    fill(greedy);
    long last = lastAddress;
    for (int key = 0; key < greedy; key++) {
      // One key after the other: the one that holds all it has is not asked again at once.
      for (long address = known + 1 + key; address <= last; address += greedy) {
        associates(address, key);
      }
    }
    int left = FOR_NEW / (3 * greedy + 1);
    assertThat(honest()).isBetween(left * 3 / 4 - 25, left);
    assertThat(associates(known, HONEST)).isTrue();
  }

  /** Each opening of another one was a walk through all sessions and all associations. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void several_keys_that_hold_what_they_have_cost_no_walk_for_each_opening(int idle) {
    int keys = 40;
    int[] walks = new int[1];
    // Of the first peers there are no sessions, so that each key could give a few up.
    peers.inUse(numbers -> {
      walks[0]++;
      for (int number = keys * idle; number < 1 << 16; number++) {
        numbers.accept(number);
      }
    });
    fill(keys);
    walks[0] = 0;
    long before = peers.looks();
    int openings = 0;
    for (long now = 0; now < SECOND_NANOS; now += SECOND_NANOS / 500) {
      for (int each = 0; each < keys; each++) {
        peers.roomFor(now, ++lastAddress, openings++ % keys);
      }
    }
    assertThat(walks[0]).isLessThanOrEqualTo(11);
    assertThat(peers.looks() - before).isLessThan(32L * openings);
  }

  /** Those that a session needs stay, whenever it began. */
  @Test
  void an_association_that_came_after_the_sessions_were_looked_at_is_not_given_up() {
    fill(2);
    SecurePeer first = Objects.requireNonNull(peers.numbered(0));
    int known = 0;
    while (peers.numbered(known) != null) {
      known++;
    }
    int all = known;
    peers.inUse(numbers -> {
      for (int number = 0; number < all; number++) {
        numbers.accept(number);
      }
    });
    assertThat(peers.roomFor(SECOND_NANOS, ++lastAddress, 1 - first.key)).isFalse();
    peers.forget(first.current);
    SecurePeer late = Objects.requireNonNull(peers.at(++lastAddress, first.key));
    assertThat(late.number).isEqualTo(all);
    Association needed = peers.associate(peers.freeIndex(), late, false, SECOND_NANOS + 1);
    peers.promote(needed);
    peers.roomFor(SECOND_NANOS + 2, ++lastAddress, first.key);
    assertThat(peers.indexed(needed.index)).isSameAs(needed);
  }

  /** Who asks is known only after an index was found; then its key may make room. */
  @Test
  void an_index_is_found_and_room_is_made_though_all_places_are_taken() {
    SecurePeers one =
        new SecurePeers(new SplittableRandom(1), key -> new PeerIdentity(1, 0, 0, 0), () -> false);
    one.inUse(AssociationSharesTest::all);
    for (int i = 0; i < FOR_NEW + FOR_KNOWN; i++) {
      long address = i % FOR_NEW + 1;
      assertThat(one.roomFor(0, address, 1)).isTrue();
      SecurePeer peer = Objects.requireNonNull(one.at(address, 1));
      one.promote(one.associate(one.freeIndex(), peer, false, 0));
    }
    one.inUse(numbers -> {});
    assertThat(one.freeIndex()).isNotZero();
    assertThat(one.roomFor(0, FOR_NEW + 1, 1)).isTrue();
  }
}
