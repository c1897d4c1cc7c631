package dev.faultline.disk.crash;

import dev.faultline.disk.CrashState;
import dev.faultline.disk.CrashStates;
import java.util.ArrayList;
import java.util.List;

/** Which states of a crash point are checked together. The passes go from simple to thorough. */
enum Pass {
  /** The simple ones at the suspicious points. */
  RANKED {
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
  /** Nothing is lost. */
  PREFIX {
    @Override
    List<CrashState> of(CrashStates states) {
      return List.of(states.mildest());
    }
  },
  /** All is lost that may be. */
  ALL_LOST {
    @Override
    List<CrashState> of(CrashStates states) {
      return List.of(states.harshest());
    }
  },
  /** One operation is lost. */
  OMIT_ONE {
    @Override
    List<CrashState> of(CrashStates states) {
      return states.omitOne();
    }
  },
  /** One operation is lost in part. */
  TORN_ONE {
    @Override
    List<CrashState> of(CrashStates states) {
      return states.tornOne();
    }
  },
  /** Two operations are lost. */
  PAIRS {
    @Override
    List<CrashState> of(CrashStates states) {
      return states.omitTwo(PAIRS_A_POINT);
    }
  };

  private static final int PAIRS_A_POINT = 200;

  abstract List<CrashState> of(CrashStates states);
}
