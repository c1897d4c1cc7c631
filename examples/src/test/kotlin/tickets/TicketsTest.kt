package tickets

import dev.faultline.core.Address
import dev.faultline.core.Env
import dev.faultline.core.Node
import dev.faultline.core.SystemModel.partiallySynchronous
import dev.faultline.junit.WorldTest
import dev.faultline.sim.World
import java.time.Duration

class TicketsTest {
    @WorldTest(worlds = 200, time = "30s")
    fun `no ticket is sold twice`(world: World) {
        world.model(partiallySynchronous().crashRecovery(1).fairLossLinks())
        val office = world.node("office", ::Office)
        val buyer = world.client("buyer") { Buyer(office) }
        world.always("no ticket is sold twice", buyer) { it.tickets.toSet().size == it.tickets.size }
    }
}

@JvmRecord
data class Buy(val attempt: Int)

@JvmRecord
data class Ticket(val attempt: Int, val number: Int)

class Office : Node {
    private var sold = 0

    override fun start(env: Env) {
        sold = env.store().get("sold") as Int? ?: 0
    }

    override fun receive(env: Env, from: Address, message: Any) {
        sold++
        env.store().put("sold", sold)
        env.store().sync()
        env.send(from, Ticket((message as Buy).attempt, sold))
    }
}

class Buyer(private val office: Address) : Node {
    private var attempt = 0
    val tickets = mutableListOf<Int>()

    override fun start(env: Env) {
        timer(env, "buy")
    }

    override fun timer(env: Env, tag: Any) {
        env.send(office, Buy(++attempt))
        env.timer(Duration.ofSeconds(1), "buy")
    }

    override fun receive(env: Env, from: Address, message: Any) {
        // The answer to an attempt may come twice, which sells nothing twice.
        if (message is Ticket && message.attempt == attempt) {
            attempt++
            tickets += message.number
        }
    }
}
