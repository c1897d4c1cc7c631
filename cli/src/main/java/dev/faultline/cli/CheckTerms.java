package dev.faultline.cli;

import dev.faultline.check.named.NamedCheck;
import java.io.Serializable;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a history is checked against, as the options of a command say it.
 *
 * @param balances at first, where they are known
 * @param total of all balances, or null
 * @param initial what objects hold at first, or null
 */
record CheckTerms(
    String model,
    String level,
    boolean everyPart,
    LinkedHashMap<String, Long> balances,
    @Nullable Long total,
    @Nullable String initial)
    implements Serializable {
  /**
   * The check.
   *
   * @throws IllegalArgumentException when there is none, in one line
   */
  NamedCheck check() {
    NamedCheck check = NamedCheck.of(model, level);
    return applied(everyPart ? check.ofEveryPart() : check);
  }

  /** The same terms for a check of another level. */
  NamedCheck applied(NamedCheck check) {
    NamedCheck known = balances.isEmpty() ? check : check.withBalances(balances);
    known = total == null ? known : known.withTotal(total);
    return initial == null ? known : known.withInitial(initial);
  }
}
