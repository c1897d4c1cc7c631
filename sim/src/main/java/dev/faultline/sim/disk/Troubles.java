package dev.faultline.sim.disk;

import dev.faultline.core.DiskTrouble;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.Faults;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What goes wrong with a disk at the moment, as rules for its calls. */
final class Troubles {
  private final Faults faults;

  /** Those that may still strike, by what they are. */
  private final Map<DiskTrouble, List<FaultRule>> active = new EnumMap<>(DiskTrouble.class);

  private boolean damaged;

  Troubles(Faults faults) {
    this.faults = faults;
  }

  private static String text(DiskTrouble trouble) {
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
    };
  }

  /**
   * Begins.
   *
   * @param seed for what is left to chance, such as which bit turns
   */
  void begin(DiskTrouble trouble, long seed) {
    damaged |= trouble.damaging();
    FaultRule rule = FaultRules.parse(text(trouble)).getFirst();
    faults.add(rule, seed);
    active.computeIfAbsent(trouble, none -> new ArrayList<>()).add(rule);
  }

  /** Ends one that is lasting: the one that began first. */
  void end(DiskTrouble trouble) {
    List<FaultRule> rules = active.get(trouble);
    if (rules != null && !rules.isEmpty()) {
      faults.remove(rules.removeFirst());
    }
  }

  /** Nothing goes wrong from here on; what is damaged stays so. */
  void endAll() {
    active.values().forEach(rules -> rules.forEach(faults::remove));
    active.clear();
  }

  /** Whether anything damaging has begun. */
  boolean damaged() {
    return damaged;
  }
}
