package io.aegisvision.dataplane.tracker;

import java.util.Arrays;

/**
 * Pairs rows with columns so that the sum of the pairs' worth is greatest; only pairs that were offered, each row and
 * column at most once. Exact: shortest augmenting paths with potentials (Kuhn, Munkres; Jonker and Volgenant 1987), one
 * connected component at a time, since tracks far apart do not compete; most components are a single pair. Ties go by row
 * and column number.
 */
final class Assignment {
    static final int NONE = -1;

    private int rows;
    private int columns;
    private int edges;
    private int[] edgeRow = new int[64];
    private int[] edgeColumn = new int[64];
    private double[] edgeWorth = new double[64];
    private int[] rowMatch = new int[64];
    // a row's number of pairs, and then a column's
    private int[] degree = new int[128];
    // union-find over rows and then columns; the smaller number leads. Members and pairs of a component are linked
    // lists
    private int[] parent = new int[128];
    private int[] local = new int[128];
    private int[] nextMember = new int[128];
    private int[] firstEdge = new int[128];
    private int[] nextEdge = new int[64];
    // one component: its rows and columns, its matrix of costs, and the solver's arrays (from 1, as in the literature)
    private int[] members = new int[128];
    private double[] cost = new double[64];
    private double[] rowPotential = new double[33];
    private double[] columnPotential = new double[33];
    private double[] least = new double[33];
    private int[] matched = new int[33];
    private int[] way = new int[33];
    private boolean[] used = new boolean[33];

    /** Begins with nothing offered. */
    void begin(int rowCount, int columnCount) {
        rows = rowCount;
        columns = columnCount;
        edges = 0;
        if (rowMatch.length < rows) {
            rowMatch = new int[rows * 2];
        }
        if (degree.length < rows + columns) {
            int room = (rows + columns) * 2;
            degree = new int[room];
            parent = new int[room];
            local = new int[room];
            nextMember = new int[room];
            firstEdge = new int[room];
            members = new int[room];
        }
        Arrays.fill(rowMatch, 0, rows, NONE);
        Arrays.fill(degree, 0, rows + columns, 0);
    }

    /** Offers a pair; worth above 0. Not the same pair twice. */
    void offer(int row, int column, double worth) {
        if (edges == edgeRow.length) {
            edgeRow = Arrays.copyOf(edgeRow, edges * 2);
            edgeColumn = Arrays.copyOf(edgeColumn, edges * 2);
            edgeWorth = Arrays.copyOf(edgeWorth, edges * 2);
            nextEdge = Arrays.copyOf(nextEdge, edges * 2);
        }
        edgeRow[edges] = row;
        edgeColumn[edges] = column;
        edgeWorth[edges] = worth;
        edges++;
        degree[row]++;
        degree[rows + column]++;
    }

    /** Decides; then {@link #columnOf} answers. */
    void solve() {
        boolean compete = false;
        for (int edge = 0; edge < edges; edge++) {
            if (alone(edge)) {
                rowMatch[edgeRow[edge]] = edgeColumn[edge];
            } else {
                compete = true;
            }
        }
        if (compete) {
            connect();
            for (int lead = 0; lead < rows; lead++) {
                if (firstEdge[lead] != NONE) {
                    solveComponent(lead);
                }
            }
        }
    }

    /** The row's column, or {@link #NONE}. */
    int columnOf(int row) {
        return rowMatch[row];
    }

    private boolean alone(int edge) {
        return degree[edgeRow[edge]] == 1 && degree[rows + edgeColumn[edge]] == 1;
    }

    /** Joins what competes into components: the lists of each begin at its smallest member, a row. */
    private void connect() {
        int nodes = rows + columns;
        for (int node = 0; node < nodes; node++) {
            parent[node] = node;
            nextMember[node] = NONE;
            firstEdge[node] = NONE;
        }
        for (int edge = 0; edge < edges; edge++) {
            if (!alone(edge)) {
                int a = root(edgeRow[edge]);
                int b = root(rows + edgeColumn[edge]);
                parent[Math.max(a, b)] = Math.min(a, b);
            }
        }
        // from the last to the first, so that the lists come out in rising order
        for (int node = nodes - 1; node >= 0; node--) {
            int lead = root(node);
            if (lead != node) {
                nextMember[node] = nextMember[lead];
                nextMember[lead] = node;
            }
        }
        for (int edge = 0; edge < edges; edge++) {
            if (!alone(edge)) {
                int lead = root(edgeRow[edge]);
                nextEdge[edge] = firstEdge[lead];
                firstEdge[lead] = edge;
            }
        }
    }

    private int root(int of) {
        int at = of;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    private void solveComponent(int lead) {
        int n = 0;
        int m = 0;
        for (int node = lead; node != NONE; node = nextMember[node]) {
            members[n + m] = node;
            if (node < rows) {
                local[node] = n++;
            } else {
                local[node] = m++;
            }
        }
        // at least as many columns as rows: the columns added cost nothing, and mean no match
        int width = Math.max(n, m);
        reserve(n, width);
        for (int edge = firstEdge[lead]; edge != NONE; edge = nextEdge[edge]) {
            cost[local[edgeRow[edge]] * width + local[rows + edgeColumn[edge]]] = -edgeWorth[edge];
        }
        augmentAll(n, width);
        for (int j = 1; j <= m; j++) {
            int i = matched[j];
            if (i > 0 && cost[(i - 1) * width + j - 1] < 0) {
                rowMatch[members[i - 1]] = members[n + j - 1] - rows;
            }
        }
    }

    private void reserve(int n, int width) {
        if (cost.length < n * width) {
            cost = new double[n * width * 2];
        }
        if (matched.length < width + 1) {
            int size = (width + 1) * 2;
            rowPotential = new double[size];
            columnPotential = new double[size];
            least = new double[size];
            matched = new int[size];
            way = new int[size];
            used = new boolean[size];
        }
        Arrays.fill(cost, 0, n * width, 0);
        Arrays.fill(rowPotential, 0, n + 1, 0);
        Arrays.fill(columnPotential, 0, width + 1, 0);
        Arrays.fill(matched, 0, width + 1, 0);
    }

    private void augmentAll(int n, int width) {
        for (int row = 1; row <= n; row++) {
            matched[0] = row;
            Arrays.fill(least, 0, width + 1, Double.POSITIVE_INFINITY);
            Arrays.fill(used, 0, width + 1, false);
            int end = 0;
            do {
                end = step(end, width);
            } while (matched[end] != 0);
            while (end != 0) {
                int before = way[end];
                matched[end] = matched[before];
                end = before;
            }
        }
    }

    /** Grows the tree of alternating paths by the nearest column, and gives it. */
    private int step(int column, int width) {
        used[column] = true;
        int row = matched[column];
        double delta = Double.POSITIVE_INFINITY;
        int nearest = 0;
        for (int j = 1; j <= width; j++) {
            if (!used[j]) {
                double reduced = cost[(row - 1) * width + j - 1] - rowPotential[row] - columnPotential[j];
                if (reduced < least[j]) {
                    least[j] = reduced;
                    way[j] = column;
                }
                if (least[j] < delta) {
                    delta = least[j];
                    nearest = j;
                }
            }
        }
        for (int j = 0; j <= width; j++) {
            if (used[j]) {
                rowPotential[matched[j]] += delta;
                columnPotential[j] -= delta;
            } else {
                least[j] -= delta;
            }
        }
        return nearest;
    }
}
