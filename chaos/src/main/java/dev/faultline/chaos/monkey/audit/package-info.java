/** What the monkey did and did not do, as lines of JSON, and as metrics. */
@NullMarked
package dev.faultline.chaos.monkey.audit;

import org.jspecify.annotations.NullMarked;
