package dev.faultline.sim.disk;

import dev.faultline.core.DiskModel;
import dev.faultline.core.DiskTrouble;
import dev.faultline.core.Fault;
import dev.faultline.disk.Caller;
import dev.faultline.disk.CrashState;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Dropped;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.Operation;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.Faults;
import dev.faultline.disk.fault.FileCall;
import dev.faultline.disk.fault.Request;
import dev.faultline.disk.fs.DiskFileSystem;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.node.SimEnv;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.node.Standstill;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.setup.DiskSetup;
import dev.faultline.sim.trace.TraceEvent.LostOperation;
import java.nio.file.FileSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The disk of a machine. It outlives incarnations; each of them has a file system of its own on it,
 * which is closed when the incarnation is over.
 */
public final class SimDisk {
  private static final FaultRule SYNC_FAILS =
      FaultRules.parse("sync-failure fsync,fdatasync,fsyncdir times=1").getFirst();

  private final Kernel kernel;
  private final SimNode node;
  private final DiskTimes times;
  private final Faults faults;
  private final Troubles troubles;
  private final HeldCalls held;
  private DiskFileSystem files;

  /** Whether any program has asked for the files; a store alone lies on it without. */
  private boolean used;

  /** An empty one. */
  public SimDisk(Kernel kernel, SimNode node, DiskSetup setup) {
    this.kernel = kernel;
    this.node = node;
    this.times = new DiskTimes(kernel, node, setup);
    this.faults = new Faults(List.of(), node.subject, Aftermath.of(setup.profile()));
    this.troubles = new Troubles(faults);
    this.held = new HeldCalls(kernel, node, troubles);
    DiskHash hash = new DiskHash(kernel.hash());
    this.files =
        DiskFileSystem.create(
            setup.profile(),
            setup.device(),
            new NodeCaller(),
            entry -> {
              times.accept(entry);
              hash.accept(entry);
            });
    attach();
    keepWritten();
  }

  /** What a file held when it was synced last is needed where a sync may fail. */
  private void keepWritten() {
    DiskModel model = kernel.disks().model();
    if (model.syncFailures() || model.troubles().contains(DiskTrouble.FULL_AT_SYNC)) {
      files.keepWritten();
    }
  }

  /** To a new file system on this disk. */
  private void attach() {
    files.inject(faults, nanos -> Standstill.of(kernel, node, nanos));
    files.gate(this::before);
  }

  /** The files, for the incarnation that runs. */
  public FileSystem files() {
    used = true;
    return files;
  }

  /** Whether there may be files, which more can go wrong with than with a store. */
  public boolean isUsedForFiles() {
    return used;
  }

  /** Something goes wrong with it from now on, or with the next call that it is for. */
  public void strike(Fault.Disk fault) {
    long seed = kernel.adversary().choose(Decision.DISK_DETAIL, node.subject, kernel.now(), 0);
    long until = SimTime.plus(kernel.now(), SimTime.saturatedNanos(fault.duration()));
    troubles.begin(fault, Math.min(until, kernel.disks().healAt()), seed);
  }

  /** A trouble that lasted is over. */
  public void end(Fault.Disk fault) {
    troubles.end(fault);
    if (fault.trouble() == DiskTrouble.HANG) {
      held.goOn();
    }
  }

  /** No trouble is left; what is damaged stays so. */
  public void heal() {
    troubles.endAll();
    held.goOn();
  }

  /** How many of its calls went wrong so far. */
  public long callsStruck() {
    return faults.firings();
  }

  /** Whether it was struck by a trouble that is damaging. */
  public boolean damaged() {
    return troubles.damaged();
  }

  /** Whether a crash of the machine may take anything. */
  public boolean unsynced() {
    return files.hasUnsynced();
  }

  /** The process dies, and the machine lives on. */
  public void processDied() {
    files = files.restart();
    faults.processEnded();
    held.forget();
    attach();
  }

  /**
   * The machine crashes.
   *
   * @return what is lost, in the order of the calls
   */
  public List<LostOperation> crash() {
    List<LostOperation> lost = new ArrayList<>();
    files = files.crash(states -> chosen(states, lost));
    faults.crashed();
    held.forget();
    attach();
    keepWritten();
    times.crashed();
    return lost;
  }

  private CrashState chosen(CrashStates states, List<LostOperation> lost) {
    CrashState state = states.decided(new AdversaryChoice(kernel.adversary(), node, states));
    if (!states.areAllVisited()) {
      kernel
          .adversary()
          .untried("of what a disk may show in the place of lost data one way was tried at a time");
    }
    TreeMap<Long, Operation> dropped = new TreeMap<>();
    for (Dropped each : state.neverWritten()) {
      dropped.put(each.operation().number(), each.operation());
    }
    TreeMap<Long, LostOperation> byNumber = new TreeMap<>();
    for (MicroOp op : state.lost()) {
      long number = op.operation().number();
      if (!byNumber.containsKey(number)) {
        boolean gone = dropped.containsKey(number);
        LostOperation loss =
            new LostOperation(number, op.operation().toString(), state.isTorn(op), gone, true);
        byNumber.put(number, loss);
      }
    }
    dropped.forEach((number, call) ->
        byNumber.computeIfAbsent(
            number, any -> new LostOperation(number, call.toString(), false, true, false)));
    lost.addAll(byNumber.values());
    return state;
  }

  /** How much longer a slow disk makes a sync of the machine's store, in nanoseconds. */
  public long delaysSync() {
    return troubles.delay()
        ? faults.next(Request.through(FileCall.FSYNC, "store", 0, 0, 0)).delayNanos()
        : 0;
  }

  /** Holds a call that is made now up, as long as the disk hangs. */
  public void holds() {
    held.hold();
  }

  /** A call of the node's own, or of somebody who only looks on. */
  private void before(Request request) {
    SimEnv env = node.env;
    if (kernel.running() != node || env == null) {
      return;
    }
    if (request.call().modifies() || request.growth() != 0) {
      env.point();
    }
    if (request.call().modifies() || request.call() == FileCall.READ) {
      held.hold();
    }
    long nanos = times.of(request);
    if (nanos > 0) {
      Standstill.of(kernel, node, nanos);
    }
    // Nothing comes between here and the call.
    if (request.call().isSync() && times.isDirty(request.file()) && node.syncs.takeFailure()) {
      faults.add(SYNC_FAILS, node.subject);
    }
  }

  private final class NodeCaller implements Caller {
    @Override
    public long timeNanos() {
      return node.clock.unseenWallNanos();
    }

    @Override
    public void timeSeen() {
      node.clock.seen();
    }

    @Override
    public String actor() {
      return node.name;
    }
  }
}
