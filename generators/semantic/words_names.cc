#include "generators/semantic/words.h"

namespace harness {
namespace {

constexpr std::string_view kFemale[] = {
    "Mary",      "Patricia",  "Jennifer", "Linda",     "Elizabeth", "Susan",     "Jessica",   "Sarah",     "Karen",
    "Lisa",      "Nancy",     "Margaret", "Sandra",    "Ashley",    "Emily",     "Donna",     "Michelle",  "Carol",
    "Amanda",    "Melissa",   "Deborah",  "Stephanie", "Rebecca",   "Laura",     "Helen",     "Sharon",    "Cynthia",
    "Kathleen",  "Amy",       "Angela",   "Anna",      "Ruth",      "Brenda",    "Nicole",    "Katherine", "Samantha",
    "Christine", "Emma",      "Olivia",   "Ava",       "Sophia",    "Isabella",  "Mia",       "Charlotte", "Grace",
    "Hannah",    "Maria",     "Carmen",   "Lucia",     "Sofia",     "Valentina", "Camila",    "Gabriela",  "Ximena",
    "Paola",     "Beatriz",   "Ines",     "Catarina",  "Mariana",   "Giulia",    "Chiara",    "Francesca", "Alessia",
    "Amelie",    "Camille",   "Chloe",    "Elodie",    "Manon",     "Mathilde",  "Anke",      "Greta",     "Heike",
    "Ingrid",    "Johanna",   "Katrin",   "Lena",      "Sabine",    "Astrid",    "Freja",     "Karin",     "Maja",
    "Saga",      "Signe",     "Solveig",  "Aino",      "Helmi",     "Agnieszka", "Katarzyna", "Magdalena", "Zofia",
    "Jana",      "Lenka",     "Tereza",   "Ana",       "Ivana",     "Milica",    "Elena",     "Ioana",     "Eleni",
    "Katerina",  "Anastasia", "Daria",    "Natalia",   "Oksana",    "Svetlana",  "Aigul",     "Ayse",      "Elif",
    "Fatma",     "Zeynep",    "Leila",    "Nasrin",    "Parisa",    "Shirin",    "Aisha",     "Amina",     "Fatima",
    "Khadija",   "Layla",     "Noor",     "Salma",     "Yasmin",    "Miriam",    "Noa",       "Tamar",     "Aditi",
    "Ananya",    "Deepa",     "Divya",    "Kavya",     "Lakshmi",   "Meera",     "Priya",     "Sunita",    "Fang",
    "Hui",       "Jing",      "Li",       "Mei",       "Xiu",       "Yan",       "Ying",      "Aiko",      "Haruka",
    "Hana",      "Keiko",     "Sakura",   "Yuki",      "Eun-ji",    "Ji-woo",    "Min-seo",   "Seo-yeon",  "Anh",
    "Huong",     "Linh",      "Thuy",     "Dewi",      "Putri",     "Siti",      "Malee",     "Abena",     "Adaeze",
    "Akosua",    "Amara",     "Chioma",   "Folake",    "Imani",     "Makena",    "Nia",       "Thandiwe",  "Wanjiru",
    "Zanele",    "Aroha",     "Moana",    "Leilani",
};

constexpr std::string_view kMale[] = {
    "James",      "Robert",      "John",     "Michael", "David",     "William",  "Richard",  "Joseph",    "Thomas",
    "Charles",    "Christopher", "Daniel",   "Matthew", "Anthony",   "Mark",     "Donald",   "Steven",    "Paul",
    "Andrew",     "Joshua",      "Kenneth",  "Kevin",   "Brian",     "George",   "Timothy",  "Ronald",    "Edward",
    "Jason",      "Jeffrey",     "Ryan",     "Jacob",   "Gary",      "Nicholas", "Eric",     "Jonathan",  "Stephen",
    "Larry",      "Justin",      "Scott",    "Brandon", "Benjamin",  "Samuel",   "Liam",     "Noah",      "Oliver",
    "Ethan",      "Lucas",       "Henry",    "Jose",    "Juan",      "Carlos",   "Diego",    "Javier",    "Luis",
    "Mateo",      "Miguel",      "Pablo",    "Rafael",  "Santiago",  "Afonso",   "Duarte",   "Joao",      "Tiago",
    "Alessandro", "Giovanni",    "Lorenzo",  "Luca",    "Matteo",    "Antoine",  "Etienne",  "Guillaume", "Hugo",
    "Julien",     "Laurent",     "Thibault", "Andreas", "Dieter",    "Felix",    "Jurgen",   "Klaus",     "Lukas",
    "Matthias",   "Stefan",      "Anders",   "Bjorn",   "Erik",      "Lars",     "Magnus",   "Nils",      "Sven",
    "Eero",       "Mikko",       "Grzegorz", "Jakub",   "Krzysztof", "Pawel",    "Tomasz",   "Jiri",      "Ondrej",
    "Vaclav",     "Dragan",      "Marko",    "Nikola",  "Andrei",    "Mihai",    "Dimitris", "Giorgos",   "Yannis",
    "Alexei",     "Dmitri",      "Ivan",     "Mykola",  "Sergei",    "Vladimir", "Nurlan",   "Emre",      "Mehmet",
    "Mustafa",    "Yusuf",       "Ali",      "Arash",   "Farhad",    "Reza",     "Abdullah", "Ahmed",     "Hassan",
    "Ibrahim",    "Karim",       "Khalid",   "Omar",    "Tariq",     "Avi",      "Eitan",    "Yosef",     "Aarav",
    "Amit",       "Arjun",       "Deepak",   "Karthik", "Rahul",     "Rajesh",   "Sanjay",   "Vikram",    "Chen",
    "Hao",        "Jian",        "Jun",      "Lei",     "Ming",      "Wei",      "Yong",     "Akira",     "Daiki",
    "Haruto",     "Hiroshi",     "Kenji",    "Takumi",  "Do-yun",    "Ji-hoon",  "Min-jun",  "Seung-ho",  "Bao",
    "Duc",        "Minh",        "Quang",    "Agus",    "Budi",      "Arief",    "Somchai",  "Babajide",  "Chidi",
    "Emeka",      "Jabari",      "Kofi",     "Kwame",   "Oluwaseun", "Sipho",    "Tendai",   "Thabo",     "Kahurangi",
    "Tane",       "Keanu",
};

constexpr std::string_view kLast[] = {
    "Smith",     "Johnson",      "Williams",     "Brown",     "Jones",      "Davis",      "Miller",      "Wilson",
    "Moore",     "Taylor",       "Anderson",     "Thomas",    "Jackson",    "White",      "Harris",      "Martin",
    "Thompson",  "Young",        "Allen",        "King",      "Wright",     "Scott",      "Hill",        "Green",
    "Adams",     "Nelson",       "Baker",        "Hall",      "Campbell",   "Mitchell",   "Carter",      "Roberts",
    "Phillips",  "Evans",        "Turner",       "Parker",    "Collins",    "Edwards",    "Stewart",     "Morris",
    "Murphy",    "Cook",         "Rogers",       "Morgan",    "Cooper",     "Peterson",   "Reed",        "Bailey",
    "Bell",      "Kelly",        "Howard",       "Ward",      "Cox",        "Richardson", "Wood",        "Watson",
    "Brooks",    "Bennett",      "Gray",         "Hughes",    "Price",      "Myers",      "Long",        "Foster",
    "Sanders",   "Ross",         "Powell",       "Sullivan",  "Russell",    "Jenkins",    "Perry",       "Butler",
    "Barnes",    "Fisher",       "Henderson",    "Coleman",   "Simmons",    "Patterson",  "Graham",      "Reynolds",
    "Hamilton",  "Wallace",      "West",         "Cole",      "Hayes",      "Gibson",     "Ellis",       "Stevens",
    "Murray",    "Ford",         "Marshall",     "McDonald",  "O'Brien",    "O'Connor",   "Gallagher",   "Byrne",
    "MacLeod",   "Fraser",       "Griffiths",    "Llewellyn", "Garcia",     "Martinez",   "Rodriguez",   "Lopez",
    "Hernandez", "Gonzalez",     "Perez",        "Sanchez",   "Ramirez",    "Torres",     "Flores",      "Rivera",
    "Gomez",     "Diaz",         "Reyes",        "Cruz",      "Morales",    "Ortiz",      "Gutierrez",   "Chavez",
    "Ramos",     "Ruiz",         "Alvarez",      "Mendoza",   "Vasquez",    "Castillo",   "Jimenez",     "Moreno",
    "Romero",    "Herrera",      "Silva",        "Santos",    "Oliveira",   "Souza",      "Pereira",     "Costa",
    "Ferreira",  "Carvalho",     "Almeida",      "Ribeiro",   "Rossi",      "Russo",      "Ferrari",     "Esposito",
    "Bianchi",   "Romano",       "Colombo",      "Ricci",     "Marino",     "Greco",      "Conti",       "Dubois",
    "Durand",    "Moreau",       "Lefebvre",     "Leroy",     "Roux",       "Fournier",   "Girard",      "Bonnet",
    "Lambert",   "Fontaine",     "Chevalier",    "Muller",    "Schmidt",    "Schneider",  "Fischer",     "Weber",
    "Meyer",     "Wagner",       "Becker",       "Schulz",    "Hoffmann",   "Schafer",    "Koch",        "Bauer",
    "Richter",   "Klein",        "Wolf",         "Schroder",  "Neumann",    "Zimmermann", "Kruger",      "Hartmann",
    "Lange",     "de Vries",     "van den Berg", "Bakker",    "Visser",     "Jansen",     "Peeters",     "Hansen",
    "Johansen",  "Olsen",        "Larsen",       "Andersson", "Karlsson",   "Nilsson",    "Eriksson",    "Lindberg",
    "Korhonen",  "Virtanen",     "Nieminen",     "Nowak",     "Kowalski",   "Wisniewski", "Lewandowski", "Novak",
    "Svoboda",   "Dvorak",       "Horvat",       "Kovac",     "Nagy",       "Szabo",      "Toth",        "Popescu",
    "Ionescu",   "Papadopoulos", "Nikolaidis",   "Petrovic",  "Jovanovic",  "Ivanov",     "Petrov",      "Smirnov",
    "Volkov",    "Kuznetsov",    "Shevchenko",   "Kovalenko", "Bondarenko", "Yilmaz",     "Demir",       "Kaya",
    "Celik",     "Ahmadi",       "Hosseini",     "Karimi",    "Haddad",     "Khoury",     "Mansour",     "Saleh",
    "Nasser",    "Farouk",       "Cohen",        "Levy",      "Mizrahi",    "Friedman",   "Patel",       "Sharma",
    "Singh",     "Kumar",        "Gupta",        "Reddy",     "Iyer",       "Nair",       "Chatterjee",  "Mehta",
    "Desai",     "Rao",          "Khan",         "Hussain",   "Chaudhry",   "Rahman",     "Perera",      "Wang",
    "Li",        "Zhang",        "Liu",          "Chen",      "Yang",       "Huang",      "Zhao",        "Wu",
    "Zhou",      "Xu",           "Sun",          "Lin",       "Chan",       "Wong",       "Sato",        "Suzuki",
    "Takahashi", "Tanaka",       "Watanabe",     "Ito",       "Yamamoto",   "Nakamura",   "Kobayashi",   "Kim",
    "Lee",       "Park",         "Choi",         "Jung",      "Kang",       "Nguyen",     "Tran",        "Pham",
    "Hoang",     "Santoso",      "Wijaya",       "Sukhum",    "Adeyemi",    "Okafor",     "Okonkwo",     "Balogun",
    "Mensah",    "Owusu",        "Diallo",       "Traore",    "Kamau",      "Otieno",     "Mwangi",      "Abebe",
    "Tesfaye",   "Dlamini",      "Nkosi",        "Moyo",      "Ngata",      "Tamahori",   "Kealoha",
};

}  // namespace

constinit const Words kFemaleNames = kFemale;
constinit const Words kMaleNames = kMale;
constinit const Words kLastNames = kLast;

}  // namespace harness
