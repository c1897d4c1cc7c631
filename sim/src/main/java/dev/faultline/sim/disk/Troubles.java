package dev.faultline.sim.disk;

import dev.faultline.core.DiskTrouble;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.Faults;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a disk at the moment, as rules for its calls. */
final class Troubles {
  private final Faults faults;

  /** Those that may still strike, by what they are. */
  private final Map<DiskTrouble, List<FaultRule>> active = new EnumMap<>(DiskTrouble.class);

  private boolean damaged;

  /** How many hangs go on, and until when the last of them does. */
  private int hangs;

  private long hangsUntil;

  Troubles(Faults faults) {
    this.faults = faults;
  }

  /** The rule for calls; null for what is no matter of single calls. */
  private static @Nullable String text(DiskTrouble trouble) {
    return switch (trouble) {
      case READ_ERROR -> "fail read errno=EIO times=1";
      case WRITE_ERROR -> "fail write errno=EIO times=1";
      case SHORT_TRANSFER -> "short read,write share=0.5 times=1";
      case FULL -> "fail write,create,mkdir,symlink,link errno=ENOSPC";
      case SLOW -> "delay read,fsync,fdatasync,fsyncdir time=1ms..100ms";
      case BIT_ROT -> "rot read bits=1 times=1";
      case LATENT_ERROR -> "latent read times=1";
      case LOST_WRITE -> "lost write times=1";
      case MISDIRECTED_WRITE -> "misdirect write by=512 times=1";
      case HANG -> null;
      case READ_ONLY -> "read-only all";
      case FULL_AT_SYNC -> "quota write bytes=0 at=sync";
      case FLIPPED_READ -> "flip read bits=1 times=1";
      case STALE_WRITE -> "stale write times=1";
    };
  }

  /**
   * Begins.
   *
   * @param until when it is over, in simulated time, where it is lasting
   * @param seed for what is left to chance, such as which bit turns
   */
  void begin(DiskTrouble trouble, long until, long seed) {
    damaged |= trouble.damaging();
    String text = text(trouble);
    if (text == null) {
      hangs++;
      hangsUntil = Math.max(hangsUntil, until);
      return;
    }
    FaultRule rule = FaultRules.parse(text).getFirst();
    faults.add(rule, seed);
    active.computeIfAbsent(trouble, none -> new ArrayList<>()).add(rule);
  }

  /** Ends one that is lasting: the one that began first. */
  void end(DiskTrouble trouble) {
    if (trouble == DiskTrouble.HANG) {
      hangs = Math.max(0, hangs - 1);
      hangsUntil = hangs == 0 ? 0 : hangsUntil;
      return;
    }
    List<FaultRule> rules = active.get(trouble);
    if (rules != null && !rules.isEmpty()) {
      faults.remove(rules.removeFirst());
      // Another one of these makes it read-only again with the next call.
      faults.remounted();
    }
  }

  /** Whether any goes on that makes syncs take longer. */
  boolean delay() {
    return hangs > 0 || !active.getOrDefault(DiskTrouble.SLOW, List.of()).isEmpty();
  }

  /** Until when calls hang; a time that has been where none does. */
  long hangsUntil() {
    return hangsUntil;
  }

  /** Nothing goes wrong from here on; what is damaged stays so. */
  void endAll() {
    active.values().forEach(rules -> rules.forEach(faults::remove));
    active.clear();
    faults.remounted();
    hangs = 0;
    hangsUntil = 0;
  }

  /** Whether anything damaging has begun. */
  boolean damaged() {
    return damaged;
  }
}
