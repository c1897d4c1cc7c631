package dev.faultline.sim.disk;

import dev.faultline.core.DiskTrouble;
import dev.faultline.core.Fault;
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

  /** The hangs that go on. */
  private final List<Hang> hangs = new ArrayList<>();

  /** A hang, and until when it goes on unless it is ended before. */
  private record Hang(Fault.Disk fault, long until) {}

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
  void begin(Fault.Disk fault, long until, long seed) {
    DiskTrouble trouble = fault.trouble();
    damaged |= trouble.damaging();
    String text = text(trouble);
    if (text == null) {
      hangs.add(new Hang(fault, until));
      return;
    }
    FaultRule rule = FaultRules.parse(text).getFirst();
    faults.add(rule, seed);
    active.computeIfAbsent(trouble, none -> new ArrayList<>()).add(rule);
  }

  /** Ends one that is lasting; of equal ones, the one that began first. */
  void end(Fault.Disk fault) {
    DiskTrouble trouble = fault.trouble();
    if (trouble == DiskTrouble.HANG) {
      endHang(fault);
      return;
    }
    List<FaultRule> rules = active.get(trouble);
    if (rules != null && !rules.isEmpty()) {
      faults.remove(rules.removeFirst());
      // Another one of these makes it read-only again with the next call.
      faults.remounted();
    }
  }

  private void endHang(Fault.Disk fault) {
    for (int i = 0; i < hangs.size(); i++) {
      if (hangs.get(i).fault() == fault) {
        hangs.remove(i);
        return;
      }
    }
  }

  /** Whether any goes on that makes syncs take longer. */
  boolean delay() {
    return !hangs.isEmpty() || !active.getOrDefault(DiskTrouble.SLOW, List.of()).isEmpty();
  }

  /** Until when calls hang, unless hangs are ended before; 0 where none does. */
  long hangsUntil() {
    long until = 0;
    for (Hang each : hangs) {
      until = Math.max(until, each.until());
    }
    return until;
  }

  /** Nothing goes wrong from here on; what is damaged stays so. */
  void endAll() {
    active.values().forEach(rules -> rules.forEach(faults::remove));
    active.clear();
    faults.remounted();
    hangs.clear();
  }

  /** Whether anything damaging has begun. */
  boolean damaged() {
    return damaged;
  }
}
