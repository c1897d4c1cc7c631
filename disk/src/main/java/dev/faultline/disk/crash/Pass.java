package dev.faultline.disk.crash;

import dev.faultline.disk.CrashState;
import dev.faultline.disk.CrashStates;
import java.util.ArrayList;
import java.util.List;

/** Which states of a crash point are checked together. The passes go from simple to thorough. */
enum Pass {
  /** Nothing is lost. */
  PREFIX("nothing lost") {
    @Override
    List<CrashState> of(CrashStates states) {
      return List.of(states.mildest());
    }
  },
  /** All is lost that may be. */
  ALL_LOST("all lost") {
    @Override
    List<CrashState> of(CrashStates states) {
      return List.of(states.harshest());
    }
  },
  /** The simple ones at the suspicious points. */
  RANKED("suspicious crash points") {
    @Override
    List<CrashState> of(CrashStates states) {
      List<CrashState> all = new ArrayList<>();
      all.addAll(PREFIX.of(states));
      all.addAll(ALL_LOST.of(states));
      all.addAll(OMIT_ONE.of(states));
      all.addAll(TORN_ONE.of(states));
      return all;
    }
  },
  /** One operation is lost. */
  OMIT_ONE("one operation lost") {
    @Override
    List<CrashState> of(CrashStates states) {
      return states.omitOne();
    }
  },
  /** One operation is lost in part. */
  TORN_ONE("one operation lost in part") {
    @Override
    List<CrashState> of(CrashStates states) {
      return states.tornOne();
    }
  },
  /** Two operations are lost. */
  PAIRS("two operations lost") {
    @Override
    List<CrashState> of(CrashStates states) {
      return states.omitTwo(PAIRS_A_POINT);
    }
  };

  private static final int PAIRS_A_POINT = 200;

  private final String title;

  Pass(String title) {
    this.title = title;
  }

  /** What is tried, for a reader. */
  String title() {
    return title;
  }

  abstract List<CrashState> of(CrashStates states);
}
