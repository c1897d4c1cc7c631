package dev.faultline.spark;

import dev.faultline.explore.Leak;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Levels;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.Search;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands parts on, and shows each to the test. */
class Watched implements Intake {
  private final Intake intake;
  private final Consumer<Part> after;

  Watched(Intake intake, Consumer<Part> after) {
    this.intake = intake;
    this.after = after;
  }

  @Override
  public int first() {
    return intake.first();
  }

  @Override
  public int limit() {
    return intake.limit();
  }

  @Override
  public boolean interrupted() {
    return intake.interrupted();
  }

  @Override
  public @Nullable Search search() {
    return intake.search();
  }

  @Override
  public @Nullable Frontier frontier() {
    return intake.frontier();
  }

  @Override
  public @Nullable Levels levels() {
    return intake.levels();
  }

  @Override
  public boolean saved() {
    return intake.saved();
  }

  @Override
  public void take(Part part) {
    intake.take(part);
    after.accept(part);
  }

  @Override
  public void learnt() {
    intake.learnt();
  }

  @Override
  public void contradict(int index, Leak leak) {
    intake.contradict(index, leak);
  }
}
