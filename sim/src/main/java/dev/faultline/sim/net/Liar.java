package dev.faultline.sim.net;

import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.base.KeyedHash;
import dev.faultline.sim.setup.Corruptor;
import dev.faultline.sim.setup.Lies;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node that lies while it is arbitrary: decides what it says in place of what it means. */
public final class Liar {
  /** As likely as the truth, so that others have reason to believe. */
  private static final long ODDS = Odds.of(0.5);

  private static final int REMEMBERED = 64;

  private final Adversary adversary;
  private final Lies lies;
  private final List<Object> said = new ArrayList<>();

  public Liar(Adversary adversary, Lies lies) {
    this.adversary = adversary;
    this.lies = lies;
  }

  /** What is said in place of {@code meant}, to the other end of {@code link}; null for nothing. */
  @Nullable Object says(Link link, Object meant, boolean lying) {
    long ordinal = link.nextLie++;
    Object saying = meant;
    if (lying && adversary.strikes(Decision.LIE, link.subject, ordinal, ODDS)) {
      saying = lie(meant, adversary.choose(Decision.LIE_CHOICE, link.subject, ordinal, 0));
    }
    if (said.size() == REMEMBERED) {
      said.removeFirst();
    }
    said.add(meant);
    return saying;
  }

  private @Nullable Object lie(Object meant, long choice) {
    long detail = choice >>> 2;
    return switch ((int) (choice & 3)) {
      case 0 -> null;
      case 1 -> said.isEmpty() ? null : said.get((int) KeyedHash.below(said.size(), detail << 2));
      default -> changed(meant, KeyedHash.mix(detail));
    };
  }

  private @Nullable Object changed(Object meant, long detail) {
    Corruptor corruptor = lies.corruptor();
    if (corruptor != null) {
      return corruptor.corrupt(meant, detail);
    }
    if (meant instanceof byte[] bytes && bytes.length > 0) {
      return Corruption.flipped(bytes, detail);
    }
    return null;
  }
}
