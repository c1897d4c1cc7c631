package dev.faultline.guard.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PlannerTest {
  @Test
  void it_is_never_beyond_the_bound_of_graham_and_mostly_the_best_that_there_is() {
    long seed = 20_26;
    SplittableRandom random = new SplittableRandom(seed);
    double sum = 0;
    int rounds = 2_000;
    for (int round = 0; round < rounds; round++) {
      int nodes = 2 + random.nextInt(3);
      double[] costs = new double[1 + random.nextInt(9)];
      for (int i = 0; i < costs.length; i++) {
        costs[i] = round % 2 == 0 ? 1 + random.nextInt(9) : heavy(random);
      }
      double best = best(costs, new double[nodes], 0, Double.MAX_VALUE);
      double[] capacities = new double[nodes];
      Arrays.fill(capacities, 1);
      double ours = Planner.plan(costs, capacities).makespan();
      assertThat(ours / best)
          .as("seed %d, round %d, %d nodes, %s", seed, round, nodes, Arrays.toString(costs))
          .isBetween(1 - 1e-9, 4 / 3.0 - 1 / (3.0 * nodes) + 1e-9);
      sum += ours / best;
    }
    assertThat(sum / rounds).isLessThan(1.005);
  }

  @Test
  void on_costs_of_a_heavy_tail_it_is_within_a_tenth_of_what_cannot_be_beaten() {
    SplittableRandom random = new SplittableRandom(8);
    for (int nodes : new int[] {4, 16, 50}) {
      double[] costs = new double[600];
      for (int i = 0; i < costs.length; i++) {
        costs[i] = heavy(random);
      }
      double[] capacities = new double[nodes];
      Arrays.fill(capacities, 1);
      assertThat(Planner.plan(costs, capacities).makespan() / Planner.lowerBound(costs, nodes))
          .as("%d nodes", nodes)
          .isLessThan(1.1);
    }
  }

  @Test
  void the_lower_bound_is_one() {
    SplittableRandom random = new SplittableRandom(9);
    for (int round = 0; round < 500; round++) {
      double[] costs = new double[1 + random.nextInt(8)];
      Arrays.setAll(costs, i -> heavy(random));
      assertThat(Planner.lowerBound(costs, 3))
          .isLessThanOrEqualTo(best(costs, new double[3], 0, Double.MAX_VALUE) + 1e-9);
    }
  }

  @Test
  void a_node_with_twice_the_capacity_gets_twice_the_work() {
    double[] costs = new double[300];
    Arrays.fill(costs, 1);
    Assignment plan = Planner.plan(costs, new double[] {1, 2});
    assertThat(plan.load(0)).isCloseTo(100, within(1.0));
    assertThat(plan.load(1)).isCloseTo(100, within(1.0));
  }

  @Test
  void the_unit_of_costs_does_not_matter() {
    for (double unit : new double[] {1e-15, 1, 1e12}) {
      double[] costs = new double[40];
      Arrays.setAll(costs, i -> (1 + i % 7) * unit);
      double makespan = Planner.plan(costs, new double[] {1, 1, 1, 1}).makespan();
      assertThat(makespan / unit).as("unit %s", unit).isBetween(38.0, 41.0);
    }
  }

  @Test
  void a_hot_spot_is_moved_away_with_no_more_moves_than_allowed() {
    double[] costs = new double[100];
    Arrays.fill(costs, 1);
    double[] capacities = {1, 1, 1, 1};
    Assignment before = Planner.plan(costs, capacities);
    // What the first node does has become ten times as much.
    for (int piece = 0; piece < costs.length; piece++) {
      costs[piece] = before.node(piece) == 0 ? 10 : 1;
    }
    Assignment few = Planner.rebalance(before, costs, capacities, 5);
    assertThat(few.movedFrom(before)).isBetween(1, 5);
    assertThat(few.load(0)).isLessThanOrEqualTo(250 - 4 * 9);
    Assignment many = Planner.rebalance(before, costs, capacities, 1_000);
    assertThat(many.makespan()).isLessThan(1.1 * (25 * 10 + 75) / 4);
    assertThat(Planner.rebalance(before, costs, capacities, 0).movedFrom(before)).isZero();
  }

  @Test
  void it_says_what_is_wrong_with_its_input() {
    assertThatThrownBy(() -> Planner.plan(new double[1], new double[0]))
        .hasMessageContaining("0 nodes");
    assertThatThrownBy(() -> Planner.plan(new double[] {-1}, new double[] {1}))
        .hasMessageContaining("cost 0 is -1.0");
    assertThatThrownBy(() -> Planner.plan(new double[1], new double[] {1, 0}))
        .hasMessageContaining("capacity 1 is 0.0");
    Assignment plan = Planner.plan(new double[] {1, 1}, new double[] {1, 1});
    assertThatThrownBy(() -> Planner.rebalance(plan, new double[] {1, 1}, new double[] {1}, 1))
        .hasMessageContaining("1 nodes");
    assertThat(Planner.plan(new double[0], new double[] {1}).makespan()).isZero();
  }

  @Test
  void the_lower_bound_says_what_is_wrong_with_its_input() {
    for (int nodes : new int[] {0, -1}) {
      assertThatThrownBy(() -> Planner.lowerBound(new double[] {1}, nodes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there are " + nodes + " nodes, expected at least one");
    }
    assertThatThrownBy(() -> Planner.lowerBound(new double[] {1, Double.NaN}, 2))
        .hasMessageContaining("cost 1 is NaN");
    assertThat(Planner.lowerBound(new double[0], 3)).isZero();
    assertThat(Planner.lowerBound(new double[] {3, 2, 2}, 2)).isEqualTo(4);
  }

  /**
   * Against the plain way: the node that is done with a piece first is looked for among all, and
   * the best change among all moves and then all exchanges.
   */
  @RepeatedTest(200)
  void it_finds_what_trying_everything_finds(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    double[] capacities = new double[1 + random.nextInt(6)];
    int kinds = 1 + random.nextInt(3);
    Arrays.setAll(capacities, i -> 1 + random.nextInt(kinds));
    double[] costs = new double[random.nextInt(40)];
    Arrays.setAll(costs, i -> heavy(random));
    Assignment plan = Planner.plan(costs, capacities);
    assertThat(plan.makespan())
        .as("seed %d", seed)
        .isCloseTo(PlainPlanner.plan(costs, capacities), within(1e-9));
    // And once more from an assignment that has become a bad one.
    double[] changed = costs.clone();
    for (int i = 0; i < changed.length; i++) {
      changed[i] *= plan.node(i) == 0 ? 7 : 1;
    }
    int[] before = new int[costs.length];
    Arrays.setAll(before, plan::node);
    assertThat(Planner.rebalance(plan, changed, capacities, 1_000).makespan())
        .as("seed %d, rebalanced", seed)
        .isCloseTo(PlainPlanner.improved(before, changed, capacities), within(1e-9));
  }

  /** Nodes of which no two are alike, in blocks of pieces of all shapes. */
  @RepeatedTest(60)
  void the_longest_goes_first_to_the_node_that_is_done_first(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    double[] capacities = new double[1 + random.nextInt(300)];
    Arrays.setAll(capacities, i -> random.nextInt(4) == 0 ? 2 : heavy(random));
    double[] costs = new double[random.nextInt(3_000)];
    Arrays.setAll(costs, i -> random.nextInt(9) == 0 ? 0 : Math.pow(heavy(random), 1 + seed % 3));
    int[] order = LongestFirst.order(costs);
    int[] nodes = LongestFirst.assign(costs, capacities, order);
    double[] loads = new double[capacities.length];
    for (int piece : order) {
      int first = 0;
      for (int node = 1; node < loads.length; node++) {
        boolean isSooner =
            loads[node] + costs[piece] / capacities[node]
                < loads[first] + costs[piece] / capacities[first];
        first = isSooner ? node : first;
      }
      double done = loads[nodes[piece]] + costs[piece] / capacities[nodes[piece]];
      assertThat(done)
          .as("seed %d, piece %d", seed, piece)
          .isEqualTo(loads[first] + costs[piece] / capacities[first]);
      loads[nodes[piece]] = done;
    }
  }

  @Test
  void a_book_that_knows_nothing_yet_spreads_the_pieces() {
    CostBook<String> book = new CostBook<>(10);
    double[] costs = new double[1_000];
    Arrays.setAll(costs, piece -> book.predicted("kind " + piece));
    assertThat(pieces(Planner.plan(costs, new double[] {1, 1, 1, 1, 1, 1, 1, 1})))
        .containsOnly(125);
    assertThat(pieces(Planner.plan(costs, new double[] {1, 3}))).containsExactly(250, 750);
  }

  @Test
  void pieces_that_cost_nothing_are_spread_among_the_nodes_that_have_least_to_do() {
    double[] free = new double[80];
    assertThat(pieces(Planner.plan(free, new double[] {1, 1, 1, 1, 1, 1, 1, 1}))).containsOnly(10);
    assertThat(pieces(Planner.plan(free, new double[] {1, 2, 3, 4}))).containsOnly(20);
    // One piece of cost on each but one, which has three: all are busy for as long.
    double[] among = new double[85];
    Arrays.fill(among, 3);
    Arrays.fill(among, 3, 83, 0);
    among[0] = 1;
    among[1] = 1;
    among[2] = 1;
    Assignment plan = Planner.plan(among, new double[] {1, 1, 1});
    assertThat(plan.makespan()).isEqualTo(3);
    int[] nothing = new int[3];
    for (int piece = 3; piece < 83; piece++) {
      nothing[plan.node(piece)]++;
    }
    assertThat(nothing).containsExactly(27, 27, 26);
    // Where one has less to do than the others, it gets them.
    assertThat(pieces(Planner.plan(new double[] {5, 0, 0, 3}, new double[] {1, 1})))
        .containsExactly(1, 3);
  }

  private static int[] pieces(Assignment plan) {
    int[] pieces = new int[Arrays.stream(plan.nodes()).max().orElseThrow() + 1];
    for (int node : plan.nodes()) {
      pieces[node]++;
    }
    return pieces;
  }

  /** All kinds tie at each piece: without an order among them each piece looks at all. */
  @Test
  void kinds_that_tie_are_not_all_looked_at() {
    double[] capacities = new double[1_000];
    Arrays.setAll(capacities, node -> 1 + node * 0.001);
    double[] costs = new double[20_000];
    LongestFirst state = new LongestFirst(capacities);
    assertThat(state.assign(costs, LongestFirst.order(costs))).hasSize(costs.length);
    assertThat(state.looks()).isLessThan(3L * costs.length);
  }

  @Test
  void costs_that_sum_up_to_more_than_a_double_holds_are_refused() {
    double most = Double.MAX_VALUE;
    assertThatThrownBy(() -> Planner.plan(new double[] {1, most, most}, new double[] {1, 4}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "3 costs, the highest 1.7976931348623157E308, on a node of capacity 1.0 sum up to more"
                + " than a double can hold, expected smaller costs or greater capacities");
    assertThatThrownBy(() -> Planner.plan(new double[] {5}, new double[] {1, Double.MIN_VALUE}))
        .hasMessageStartingWith("1 costs, the highest 5.0, on a node of capacity 4.9E-324");
    assertThat(Planner.plan(new double[] {most / 4, most / 4}, new double[] {1}).makespan())
        .isEqualTo(most / 2);
    assertThatThrownBy(() -> Planner.lowerBound(new double[] {most, most, most}, 2))
        .hasMessageContaining("sum up to more than a double can hold");
    assertThat(Planner.lowerBound(new double[] {4, 4}, 1)).isEqualTo(8);
  }

  /** Without a bound on exchanges, and with a search of all pieces for each, it takes hours. */
  @Test
  @Timeout(120)
  void a_hundred_thousand_pieces_are_planned_within_the_bound() {
    SplittableRandom random = new SplittableRandom(12);
    double[] costs = new double[100_000];
    Arrays.setAll(costs, i -> heavy(random));
    double[] capacities = new double[10];
    Arrays.fill(capacities, 1);
    Assignment plan = Planner.plan(costs, capacities);
    assertThat(plan.makespan() / Planner.lowerBound(costs, 10)).isLessThan(1.000_001);
    // All of it on one node, and more moves than it takes.
    Assignment one = Planner.plan(costs, new double[] {1});
    Assignment spread = Planner.rebalance(one, costs, capacities, 1_000_000);
    assertThat(spread.makespan() / Planner.lowerBound(costs, 10)).isLessThan(1.001);
  }

  /** Costs as they are in practice: most small, some hundred times as large. */
  private static double heavy(SplittableRandom random) {
    return Math.min(100, Math.pow(1 - random.nextDouble(), -1 / 1.3));
  }

  /** The best makespan, by trying all; equal nodes that are empty are tried once. */
  private static double best(double[] costs, double[] loads, int piece, double found) {
    double most = Arrays.stream(loads).max().orElse(0);
    if (piece == costs.length || most >= found) {
      return Math.min(found, Math.max(most, piece == costs.length ? most : found));
    }
    double best = found;
    for (int node = 0; node < loads.length; node++) {
      loads[node] += costs[piece];
      best = best(costs, loads, piece + 1, best);
      loads[node] -= costs[piece];
      if (loads[node] == 0) {
        break;
      }
    }
    return best;
  }
}
